namespace Tests.Shared;

/// <summary>A disk of its own on a folder, in memory, for tests that run as root; gone at the end.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    /// <param name="folder">The folder; made.</param>
    /// <param name="size">As mount(8) has it: <c>64k</c>.</param>
    public SmallDisk(string folder, string size)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder);
    }

    public void Dispose() => Run("umount", _folder);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }
}
