namespace Experiments.Tests.Shub;

/// <summary>Tests Ctrl+C during provisioning. The substitute for ansible-playbook ends only for deletions.</summary>
public sealed class ShubInterruptTests : IDisposable
{
    private const string Recap = "PLAY RECAP ****\\ncontrol-1 : ok=1 changed=1 unreachable=0 failed=0 skipped=0 rescued=0 ignored=0";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact("/bin/bash")]
    public async Task Interrupted_provisioning_destroys_the_platforms_and_reports_that_it_was_stopped()
    {
        (int code, string errors) = await InterruptAsync("provision");

        code.ShouldBe(130, "128 and the number of SIGINT, as shells have it");
        errors.ShouldBe("all platforms are destroyed again ('--keep' keeps them)\nstopped\n");
        Directory.EnumerateFileSystemEntries(_folder.At("inventory")).ShouldBeEmpty();
    }

    [LinuxFact("/bin/bash")]
    public async Task Interrupted_provisioning_with_the_keep_option_retains_the_platforms()
    {
        (int code, string errors) = await InterruptAsync("provision", "--keep");

        code.ShouldBe(130);
        errors.ShouldBe(
            "the platforms stay set up: 'shub deploy infrastructure/setup' tries again, 'shub destroy' gives them back ('--leave' when hosts are lost)\nstopped\n"
        );
        Directory.EnumerateFileSystemEntries(_folder.At("inventory")).ShouldNotBeEmpty();
    }

    private async Task<(int Code, string Errors)> InterruptAsync(params string[] words)
    {
        _folder.Write("lab.ini", "[platforms]\nplatforms = here\n[platforms.here]\ntype = Local\n");
        string tool = _folder.Write(
            "bin/ansible-playbook",
            $"#!/bin/sh\ncase \"$*\" in\n*delete*) printf '{Recap}\\n' ;;\n*) echo working; exec sleep 100000 ;;\nesac\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        // A background shell may have made the tests ignore the signal.
        using Process shub = Process.Start(
            new ProcessStartInfo("env", ["--default-signal=INT", Environment.ProcessPath!, ShubProgram.Path, "-c", "lab.ini", .. words])
            {
                WorkingDirectory = _folder.Root,
                Environment = { ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        try
        {
            Task<string> errors = shub.StandardError.ReadToEndAsync();
            while (await shub.StandardOutput.ReadLineAsync() is { } line && !line.Contains("working", StringComparison.Ordinal)) { }

            Signals.Send(shub.Id, "INT");
            await shub.StandardOutput.ReadToEndAsync();
            await shub.WaitForExitAsync();
            return (shub.ExitCode, await errors);
        }
        finally
        {
            shub.Kill(entireProcessTree: true);
        }
    }
}
