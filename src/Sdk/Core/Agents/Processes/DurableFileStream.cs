namespace Scalewright.Agents.Processes;

/// <summary>A new file whose flushing brings it to the disk.</summary>
internal sealed class DurableFileStream(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)
{
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flush(flushToDisk: true);
        return Task.CompletedTask;
    }
}
