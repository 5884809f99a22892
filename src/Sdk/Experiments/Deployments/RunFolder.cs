namespace Scalewright.Experiments.Deployments;

/// <summary>The files of one run of <c>ansible-playbook</c>: nobody else may read them, and they are gone at its end.</summary>
internal sealed class RunFolder
{
    private static readonly TimeSpan ClosingMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DyingPause = TimeSpan.FromMilliseconds(100);
    private const int TriesMax = 20;
    private readonly string _path;

    private RunFolder(string path) => _path = path;

    /// <summary>Where connections to hosts are kept open between tasks. A socket's path is short, so this one is.</summary>
    public string Sockets => At("s");

    public static RunFolder Make()
    {
        // Only its owner may look into it: mkdtemp(3).
        RunFolder folder = new(Directory.CreateTempSubdirectory("scalewright-play-").FullName);
        Directory.CreateDirectory(folder.Sockets);
        return folder;
    }

    public string At(string name) => Path.Combine(_path, name);

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>Closes the connections, which would stay open for a while, and removes the files.</summary>
    public async Task RemoveAsync()
    {
        if (ToolProcess.Find("ssh") is { } ssh)
        {
            foreach (string socket in Directory.EnumerateFiles(Sockets))
            {
                await CloseAsync(ssh, socket);
            }
        }

        // What was killed may write a last file while the others are removed.
        for (int tries = 1; !TryDelete(isLast: tries == TriesMax); tries++)
        {
            await Task.Delay(DyingPause, TimeProvider.System);
        }
    }

    private bool TryDelete(bool isLast)
    {
        try
        {
            Directory.Delete(_path, recursive: true);
            return true;
        }
        catch (IOException) when (!isLast)
        {
            return false;
        }
    }

    private async Task CloseAsync(string ssh, string socket)
    {
        using CancellationTokenSource late = new(ClosingMax, TimeProvider.System);
        using ToolProcess process = ToolProcess.Start([ssh, "-o", $"ControlPath={socket}", "-O", "exit", "any"], _path, ValueMap<string>.Empty);
        try
        {
            await process.RunAsync(_ => { }, _ => { }, late.Token);
        }
        catch (OperationCanceledException)
        {
            // It hangs; a connection that is used no more ends by itself.
        }
    }
}
