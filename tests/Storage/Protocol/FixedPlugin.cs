namespace Storage.Protocol.Tests;

internal sealed class FixedPlugin(string name, string full, string? update) : IServerPlugin
{
    public string Name => name;

    public int FullCount { get; private set; }

    public int UpdateCount { get; private set; }

    public bool Fails { get; set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull()
    {
        FullCount++;
        return Fails ? throw new InvalidOperationException("the plug-in failed") : [Encoding.UTF8.GetBytes(full)];
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate()
    {
        UpdateCount++;
        return Fails ? throw new InvalidOperationException("the plug-in failed")
            : update is null ? []
            : [Encoding.UTF8.GetBytes(update)];
    }
}
