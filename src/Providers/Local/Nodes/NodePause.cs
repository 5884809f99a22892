using System.Globalization;
using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>A node that stands still: its programs are stopped, and its agent hears nothing. A file beside its mark says so, before it is done and until it is undone.</summary>
internal sealed class NodePause(NodeFolders folders, LinkCommands commands, string id)
{
    private const int RoundsMax = 100;

    public bool IsPaused => File.Exists(folders.PausePathOf(id));

    /// <exception cref="LinkException">Programs do not stop.</exception>
    /// <exception cref="IOException">It cannot be written down; nothing was done then.</exception>
    public async Task BeginAsync()
    {
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
        if (IsPaused)
        {
            await SignalAsync("CONT", NodeProcesses.All(id));
            File.Delete(folders.PausePathOf(id));
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
