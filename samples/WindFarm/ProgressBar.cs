using Scalewright.Plugins;
using Spectre.Console;

namespace WindFarm;

/// <summary>Shows the progress of the expansion or of the writing as a bar.</summary>
internal sealed class ProgressBar(ProgressTask bar) : IProgress<ExpansionProgress>, IProgress<WriteProgress>
{
    public void Report(ExpansionProgress value) => Show(value.CompletedNodes, value.TotalNodes);

    public void Report(WriteProgress value) => Show(value.CompletedFiles, value.TotalFiles);

    private void Show(int done, int total)
    {
        bar.MaxValue = Math.Max(1, total);
        bar.Value = done;
    }
}
