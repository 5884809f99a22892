using Scalewright.Streams;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Ssh.Tests;

/// <summary>Tests the requirements of the native agent on an image, see docs/reference/agent-images.md.</summary>
public sealed class AgentImageTests : IDisposable
{
    // Files of the GNU C library, as in Debian's package libc6.
    private static readonly string[] OfTheCLibrary =
    [
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
        "ld-linux-x86-64.so.2",
    ];
    private static readonly string[] Folders = ["/lib64", "/lib/x86_64-linux-gnu"];

    // $1: the image. The agent sees only the files of the image, /proc and the null device.
    private const string Enter = """
        mount --make-rprivate /
        mount -t proc proc "$1/proc"
        mount --bind /dev/null "$1/dev/null"
        exec chroot "$1" /agent scalewright-agent attach /agents n1
        """;

    private readonly TemporaryFolder _image = new();

    private static string Agent => (Environment.GetEnvironmentVariable("SCALEWRIGHT_AGENT") ?? "");

    public void Dispose() => _image.Dispose();

    [MachineFact("ssh-machines", "$SCALEWRIGHT_AGENT")]
    public void The_native_agent_is_linked_to_the_C_library_alone() => Libraries().Except(OfTheCLibrary).ShouldBeEmpty();

    [MachineFact("ssh-machines", "$SCALEWRIGHT_AGENT")]
    public async Task The_native_agent_works_in_an_image_that_has_nothing_but_the_C_library()
    {
        MakeImage();
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(number => (byte)(number * 7 / 3))];
        using MemoryStream content = new(bytes);
        using MemoryStream back = new();

        await using AgentConnection agent = await AgentConnection.OpenAsync(
            EnterImage(),
            new AgentConnectionOptions { Node = "n1", SessionId = _image.Root }
        );
        await agent.PutFileAsync("/agents/file", content);
        await agent.GetFileAsync("/agents/file", back);
        // The only program in the image is the agent itself, which prints its usage.
        CommandResult usage = await agent.RunAsync(new CommandRequest(["/agent"]));
        CommandResult late = await agent.RunAsync(
            new CommandRequest(["/agent", "scalewright-agent", "serve", "/agents/other", "n2"]) { Timeout = TimeSpan.FromSeconds(1) }
        );

        back.ToArray().ShouldBe(bytes);
        (usage.ExitCode, usage.Error).ShouldBe((2, "usage: scalewright-agent scalewright-agent attach FOLDER NODE\n"));
        (late.HasTimedOut, late.ExitCode).ShouldBe((true, 137));
    }

    [MachineFact("ssh-machines", "$SCALEWRIGHT_AGENT")]
    public async Task An_agent_that_cannot_start_is_reported_with_the_error_of_the_operating_system()
    {
        MakeImage();
        File.Delete(_image.At("dev", "null"));

        // No process can be started without the null device.
        AgentException failed = await Should.ThrowAsync<AgentException>(() =>
            AgentConnection.OpenAsync(
                EnterImage(Enter.Replace("mount --bind /dev/null \"$1/dev/null\"", "", StringComparison.Ordinal)),
                new AgentConnectionOptions { Node = "n1", SessionId = _image.Root }
            )
        );

        failed.Message.ShouldContain("the agent cannot be started: No such file or directory");
    }

    private static string[] Libraries()
    {
        ProgramResult read = Command.Run("readelf", "/", new Dictionary<string, string>(), "--dynamic", "--wide", Agent);
        read.ExitCode.ShouldBe(0, read.Text);
        return
        [
            .. read
                .Output.Split('\n')
                .Where(line => line.Contains("(NEEDED)", StringComparison.Ordinal))
                .Select(line => line.Split('[')[1].TrimEnd(']')),
        ];
    }

    private void MakeImage()
    {
        foreach (string folder in new[] { "proc", "dev", "agents/other" })
        {
            Directory.CreateDirectory(_image.At(folder));
        }

        _image.Write("dev/null", "");
        File.Copy(Agent, _image.At("agent"));
        foreach (string library in Libraries())
        {
            string path = Folders.Select(folder => Path.Join(folder, library)).First(File.Exists);
            Directory.CreateDirectory(_image.At(Path.GetDirectoryName(path)![1..]));
            File.Copy(path, _image.At(path[1..]));
        }
    }

    private ProcessStream EnterImage(string script = Enter) =>
        new(
            Process.Start(
                new ProcessStartInfo("unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh", _image.Root])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!
        );
}
