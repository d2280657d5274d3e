# Opens channels for what an SFTP server refuses, again and again, and ends as a program of Ruby's net-ssh does: when all its
# channels are closed. Arguments: port, user, password. Prints how many requests were refused, and the server's numbers.
require "net/ssh"

port, user, password = ARGV
refused = 0
numbers = []
options = {
  port: port.to_i, password: password, verify_host_key: :never, non_interactive: true, config: false,
  auth_methods: ["password"], timeout: 20
}
Net::SSH.start("127.0.0.1", user, **options) do |ssh|
  10.times do
    [:nothing, :exec, :shell, :pty, :subsystem].each do |what|
      ssh.open_channel do |channel|
        numbers << channel.remote_id
        answered = lambda do |_, success|
          refused += 1 unless success
          channel.close
        end
        case what
        when :nothing then channel.close
        when :exec then channel.exec("id", &answered)
        when :shell then channel.send_channel_request("shell", &answered)
        when :pty then channel.request_pty(&answered)
        when :subsystem then channel.subsystem("netconf", &answered)
        end
      end
      ssh.loop(0.01)
    end
  end
end
puts "refused #{refused}, numbers #{numbers.uniq.sort.join(",")}"
