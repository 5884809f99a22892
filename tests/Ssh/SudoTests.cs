using Scalewright.Agents;
using Scalewright.Providers.Ssh;
using Ssh.Tests.Lab;

namespace Ssh.Tests;

/// <summary>Commands and files as root for a user who is none.</summary>
[Collection(LabMachines.Name)]
public sealed class SudoTests(SshLab lab) : IDisposable
{
    private const int Number = 4;
    private const string User = "worker";
    private const string Word = "canary it's \"sudo\" $HOME";

    private static readonly NodeAddress Address = SshLab.AddressOf(Number) with { User = User };

    private SshOptions Options => lab.Options with { Password = new SshPassword(Word) };

    public void Dispose()
    {
        if (SshLab.MissingReason is null && File.Exists(lab.At($"{Number}", "sudoers")))
        {
            File.Delete(lab.At($"{Number}", "sudoers"));
            File.Delete(lab.At($"{Number}", "passwd"));
            File.Delete(lab.At($"{Number}", "shadow"));
            lab.Serve(Number);
        }
    }

    [SudoFact]
    public async Task Commands_are_run_as_who_logged_in_or_by_sudo_as_root()
    {
        Serve("ALL");

        (await RunAsync(Options, "id", "-u")).Output.ShouldBe("4242\n");
        (await RunAsync(Options with { Sudo = new SshSudo(new SshPassword(Word)) }, "id", "-u")).Output.ShouldBe("0\n");
    }

    [SudoFact]
    public async Task Sudo_without_a_password_is_asked_for_none()
    {
        Serve("NOPASSWD: ALL");

        (await RunAsync(Options with { Sudo = new SshSudo() }, "id", "-u")).Output.ShouldBe("0\n");

        // One that is not asked for does not become what the command reads.
        (await RunAsync(Options with { Sudo = new SshSudo(new SshPassword(Word)) }, "cat")).Output.ShouldBeEmpty();
    }

    [SudoFact]
    public async Task A_password_of_sudo_is_no_input_no_argument_and_no_variable_of_the_command()
    {
        Serve("ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudo(new SshPassword(Word)) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");

        Scalewright.Agents.CommandResult input = await connection.RunAsync(new CommandRequest(["cat"]) { Input = "mine" });
        Scalewright.Agents.CommandResult seen = await connection.RunAsync(new CommandRequest(["sh", "-c", "cat /proc/[0-9]*/cmdline /proc/$$/environ /proc/$PPID/environ 2>/dev/null | tr '\\0' '\\n'"]));

        input.Output.ShouldBe("mine");
        seen.Output.ShouldNotContain("canary it");
        seen.Output.ShouldContain("sshd");
    }

    [SudoFact]
    public async Task A_wrong_password_of_sudo_ends_the_command_and_is_told_nobody()
    {
        Serve("ALL");

        Scalewright.Agents.CommandResult refused = await RunAsync(Options with { Sudo = new SshSudo(new SshPassword("canary-wrong")) }, "id", "-u");

        refused.Succeeded.ShouldBeFalse();
        refused.Output.ShouldBeEmpty();
        refused.Error.ShouldNotContain("canary");
    }

    [SudoFact]
    public async Task Who_may_not_use_sudo_gets_nothing_done()
    {
        Serve("/bin/nothing");

        (await RunAsync(Options with { Sudo = new SshSudo() }, "id", "-u")).Succeeded.ShouldBeFalse();
    }

    [SudoFact]
    public async Task Files_are_put_where_only_root_may_write()
    {
        Serve("NOPASSWD: ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudo() });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        using MemoryStream content = new("of root"u8.ToArray());
        using MemoryStream back = new();

        // A home of root, which is the machine's own.
        string path = (await connection.RunAsync(new CommandRequest(["sh", "-c", "echo ~root/by-sudo"]))).Output.Trim();
        await connection.PutFileAsync(path, content);
        await connection.GetFileAsync(path, back);

        back.ToArray().ShouldBe("of root"u8.ToArray());
        (await connection.RunAsync(new CommandRequest(["stat", "-c", "%U", path]))).Output.ShouldBe("root\n");
    }

    private static async Task<Scalewright.Agents.CommandResult> RunAsync(SshOptions options, params string[] words)
    {
        await using SshTransport transport = new(options);
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        return await connection.RunAsync(new CommandRequest([.. words]) { Deadline = TimeSpan.FromSeconds(30) });
    }

    private void Serve(string rule)
    {
        string hash = lab.OnHub("openssl", "passwd", "-6", Word).Trim();
        File.WriteAllText(lab.At($"{Number}", "passwd"), $"{File.ReadAllText("/etc/passwd").TrimEnd()}\n{User}:x:4242:4242::/tmp:/bin/sh\n");
        File.WriteAllText(lab.At($"{Number}", "shadow"), $"root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n{User}:{hash}:19000:0:99999:7:::\n");
        File.WriteAllText(lab.At($"{Number}", "sudoers"), $"{User} ALL=(ALL) {rule}\n");
        lab.OnHub("chmod", "440", lab.At($"{Number}", "sudoers"));
        lab.OnHub("chmod", "600", lab.At($"{Number}", "shadow"));
        lab.Serve(Number, "PasswordAuthentication yes", "PubkeyAuthentication no");
    }

    /// <summary>Needs sudo, too, where it is always.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SudoFactAttribute : FactAttribute
    {
        public SudoFactAttribute() => Skip = SshLab.MissingReason ?? (File.Exists("/usr/bin/sudo") ? null : "needs /usr/bin/sudo");
    }
}
