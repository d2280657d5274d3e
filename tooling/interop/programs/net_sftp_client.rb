# One operation with Ruby's net-sftp.
#
# Usage: net_sftp_client.rb HOST PORT USER IDENTITY KNOWN_HOSTS OPERATION ARGUMENT...

require "net/sftp"

HOST, PORT, USER, IDENTITY, KNOWN_HOSTS, OPERATION, *ARGUMENTS = ARGV

def list(sftp, path)
  sftp.dir.foreach(path) { |entry| puts entry.name unless %w[. ..].include?(entry.name) }
end

def resume_put(sftp, local, remote)
  sftp.file.open(remote, "r+") do |file|
    start = file.stat.size
    file.pos = start
    file.write(File.binread(local)[start..])
  end
end

def resume_get(sftp, remote, local)
  start = File.size(local)
  sftp.file.open(remote, "r") do |file|
    file.pos = start
    File.open(local, "ab") { |target| target.write(file.read) }
  end
end

def put_preserving(sftp, local, remote)
  sftp.upload!(local, remote)
  stat = File.stat(local)
  sftp.setstat!(remote, permissions: stat.mode & 0o7777, atime: stat.atime.to_i, mtime: stat.mtime.to_i)
end

options = {
  port: Integer(PORT), keys: [IDENTITY], keys_only: true, config: false, use_agent: false, non_interactive: true,
  user_known_hosts_file: KNOWN_HOSTS, global_known_hosts_file: [], verify_host_key: :always
}

Net::SFTP.start(HOST, USER, options) do |sftp|
  case OPERATION
  when "put" then sftp.upload!(*ARGUMENTS)
  when "get" then sftp.download!(*ARGUMENTS)
  when "putTree" then sftp.upload!(*ARGUMENTS, mkdir: true)
  when "getTree" then sftp.download!(*ARGUMENTS, recursive: true)
  when "resumePut" then resume_put(sftp, *ARGUMENTS)
  when "resumeGet" then resume_get(sftp, *ARGUMENTS)
  when "list" then list(sftp, *ARGUMENTS)
  # It sends its two arguments in the order in which it gets them: with most servers the target has to come first.
  when "symlink" then sftp.symlink!(*ARGUMENTS)
  when "chmod" then sftp.setstat!(ARGUMENTS[0], permissions: Integer(ARGUMENTS[1], 8))
  when "putPreserving" then put_preserving(sftp, *ARGUMENTS)
  else abort "unknown operation #{OPERATION}"
  end
end
