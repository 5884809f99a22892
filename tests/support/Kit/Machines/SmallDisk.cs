namespace Tests.Shared;

/// <summary>A file system in memory that is mounted at a folder until the end. Requires root.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    /// <param name="folder">Created if it is missing.</param>
    /// <param name="size">In the notation of mount(8), as in <c>64k</c>.</param>
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
