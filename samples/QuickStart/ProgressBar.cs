using Scalewright.Plugins;
using Spectre.Console;

namespace QuickStart;

/// <summary>Shows the expansion on a bar.</summary>
internal sealed class ProgressBar(ProgressTask bar) : IProgress<ExpansionProgress>
{
    public void Report(ExpansionProgress value)
    {
        bar.MaxValue = Math.Max(1, value.NodesTotal);
        bar.Value = value.NodesDone;
    }
}
