#!/usr/bin/env escript
%% An SFTP server of Erlang's ssh_sftpd: FOLDER served as "/", for one user.
%% Usage: ssh_sftpd.escript FOLDER KEY_FOLDER USER PASSWORD
%% KEY_FOLDER holds ssh_host_ed25519_key and authorized_keys.
-mode(compile).

main([Folder, Keys, User, Password]) ->
    {ok, _} = application:ensure_all_started(ssh),
    {ok, Daemon} = ssh:daemon({127, 0, 0, 1}, 0, [
        {system_dir, Keys},
        {user_dir, Keys},
        {user_passwords, [{User, Password}]},
        {subsystems, [ssh_sftpd:subsystem_spec([{root, Folder}, {cwd, "/"}])]}
    ]),
    {ok, Info} = ssh:daemon_info(Daemon),
    io:format("listening on port ~w~n", [proplists:get_value(port, Info)]),
    receive stop -> ok end.
