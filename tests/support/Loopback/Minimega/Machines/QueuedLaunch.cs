namespace Loopback.Minimega.Machines;

internal sealed record QueuedLaunch(string Kind, IReadOnlyList<string> Names, VmConfig Config)
{
    /// <summary>In the format of <c>ns queue</c>.</summary>
    public override string ToString() => $"VMs: {Names.Count}\nNames: {NameList.Shorten(Names)}\nVM Type: {Kind}\n\n{Config}\n\n";
}
