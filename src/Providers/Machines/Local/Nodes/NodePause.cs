using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>A node that stands still, with its programs stopped and an agent that hears nothing, or that is off, with no programs. A file beside its mark says so, before it is done and until it is undone.</summary>
internal sealed class NodePause(NodeFolders folders, LinkCommands commands, string id)
{
    private const string Off = "down";
    private const int RoundsMax = 100;

    public bool IsPaused => Read() is not (null or Off);

    public bool IsDown => Read() == Off;

    /// <summary>Ends all programs of the node for good.</summary>
    /// <exception cref="IOException">It cannot be written down; nothing was done then.</exception>
    public async Task TurnOffAsync()
    {
        await File.WriteAllTextAsync(folders.PausePathOf(id), Off);
        folders.BeginCrash(id);
        NodeProcesses.KillAll(id);
    }

    /// <exception cref="LinkException">Programs do not stop.</exception>
    /// <exception cref="IOException">It cannot be written down; nothing was done then.</exception>
    public async Task BeginAsync()
    {
        await (IsDown ? EndAsync() : Task.CompletedTask);
        await File.WriteAllTextAsync(folders.PausePathOf(id), "");
        // Those that are not stopped yet may start others. One that waits within the kernel, as for a child that was stopped before it began, was told.
        HashSet<int> told = [];
        int[] running = NodeProcesses.Running(id, told);
        for (int round = 0; running.Length > 0; round++)
        {
            if (round == RoundsMax)
            {
                throw new LinkException(LocalProblems.Failed($"pausing {id}", string.Create(CultureInfo.InvariantCulture, $"{running.Length} programs do not stop")));
            }

            await SignalAsync("STOP", running);
            told.UnionWith(running);
            running = NodeProcesses.Running(id, told);
        }
    }

    /// <exception cref="LinkException">Programs cannot be told.</exception>
    /// <exception cref="IOException">It still counts as paused.</exception>
    public async Task EndAsync()
    {
        if (Read() is { } state)
        {
            if (state == Off)
            {
                // Who was about to start one as the node went off may have done so.
                folders.BeginCrash(id);
                NodeProcesses.KillAll(id);
            }

            await SignalAsync("CONT", NodeProcesses.All(id));
            File.Delete(folders.PausePathOf(id));
        }
    }

    private string? Read()
    {
        try
        {
            return File.Exists(folders.PausePathOf(id)) ? File.ReadAllText(folders.PausePathOf(id)) : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task SignalAsync(string signal, int[] processes)
    {
        if (processes.Length > 0)
        {
            // Those that have ended meanwhile need no signal.
            await commands.RunAsync(["sh", "-c", $"for p; do kill -{signal} \"$p\" 2>/dev/null; done; :", "sh", .. processes.Select(static pid => pid.ToString(CultureInfo.InvariantCulture))]);
        }
    }
}
