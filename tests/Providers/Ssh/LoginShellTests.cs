namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class LoginShellTests(SshLab lab) : IDisposable
{
    private readonly SshTransport _transport = new(lab.Options);

    private string Startup => lab.At("1", "home", ".bashrc");

    public void Dispose()
    {
        File.Delete(Startup);
        _transport.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [MachineFact("ssh-machines")]
    public async Task Login_shell_output_does_not_become_part_of_a_file_or_a_folder()
    {
        File.WriteAllText(Startup, "echo welcome\necho 'no news' >&2\n");
        using TemporaryFolder folder = new();
        folder.Write("a/one.txt", "one");
        folder.Write("a/two.txt", "two");
        folder.Write("a/b/three.txt", "three");
        await using SshConnection connection = await _transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        using MemoryStream file = new();

        await connection.PutFolderAsync(folder.At("a"), "/tmp/welcomed");
        await connection.GetFolderAsync("/tmp/welcomed", folder.At("back"));
        await connection.GetFileAsync("/tmp/welcomed/one.txt", file);

        Directory.GetFiles(folder.At("back"), "*", SearchOption.AllDirectories).Length.ShouldBe(3);
        file.ToArray().ShouldBe("one"u8.ToArray());
    }

    [MachineFact("ssh-machines")]
    public async Task Login_shell_output_does_not_become_part_of_a_stream_or_an_error_message()
    {
        File.WriteAllText(Startup, "head -c 60000 /dev/zero | tr '\\0' x\nhead -c 60000 /dev/zero | tr '\\0' y >&2\n");
        await using SshConnection connection = await _transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        await using Stream echo = await _transport.OpenProcessStreamAsync(SshLab.AddressOf(1), ["cat"]);
        byte[] back = new byte[5];

        await echo.WriteAsync("hello"u8.ToArray());
        await echo.ReadExactlyAsync(back);
        AgentException missing = await Should.ThrowAsync<AgentException>(() => connection.GetFileAsync("/tmp/no-such-file", Stream.Null));

        back.ShouldBe("hello"u8.ToArray());
        missing.Problems[0].Message.ShouldBe("'/tmp/no-such-file' cannot be read: the file does not exist");
    }

    [MachineFact("ssh-machines")]
    public async Task A_login_shell_that_prints_endlessly_is_reported()
    {
        File.WriteAllText(Startup, "yes\n");

        AgentException endless = await Should.ThrowAsync<AgentException>(() =>
            _transport.OpenProcessStreamAsync(SshLab.AddressOf(1), ["cat"])
        );

        endless.Problems[0].Message.ShouldBe("the login shell prints more than 65536 bytes before a program starts");
    }

    [MachineFact("ssh-machines")]
    public async Task A_login_shell_that_exits_early_is_reported_with_its_exit_code_and_error_output()
    {
        File.WriteAllText(Startup, "echo 'no programs here' >&2\nexit 7\n");

        AgentException ended = await Should.ThrowAsync<AgentException>(() =>
            _transport.OpenProcessStreamAsync(SshLab.AddressOf(1), ["cat"])
        );

        ended.Problems[0].Message.ShouldBe("the login shell ended with 7 before a program was started: no programs here");
    }

    [MachineFact("ssh-machines")]
    public async Task Files_and_command_input_in_transfer_are_readable_only_by_their_owner()
    {
        // The checksum program records the permissions of a file that has arrived but has no final mode yet.
        string programs = lab.At("1", "tmp", "programs");
        Directory.CreateDirectory(programs);
        File.WriteAllText(
            Path.Combine(programs, "sha256sum"),
            "#!/bin/sh\nstat -L -c %a /dev/stdin >>/tmp/rights\nexec /usr/bin/sha256sum\n"
        );
        lab.OnHub("chmod", "755", Path.Combine(programs, "sha256sum"));
        File.WriteAllText(Startup, "PATH=/tmp/programs:$PATH\numask 022\n");
        await using SshConnection connection = await _transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await connection.PutFileAsync(
            "/tmp/secret-of-a-shell",
            new MemoryStream("x"u8.ToArray()),
            new FileTransferOptions { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }
        );
        await connection.RunAsync(new CommandRequest(["wc", "-c"]) { Input = new string('x', 100_000) });
        await connection.PutFileAsync("/tmp/public", new MemoryStream("x"u8.ToArray()));

        File.ReadAllLines(lab.At("1", "tmp", "rights")).ShouldBe(["600", "600", "600"]);
        lab.OnHub("stat", "-c", "%a", lab.At("1", "tmp", "secret-of-a-shell"), lab.At("1", "tmp", "public")).ShouldBe("600\n644");
    }
}
