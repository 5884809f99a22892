using Loopback.Minimega.Language;

namespace Loopback.Minimega.Machines;

/// <summary>A launch line that waits.</summary>
internal sealed record QueuedLaunch(string Kind, IReadOnlyList<string> Names, VmConfig Config)
{
    /// <summary>The launch as <c>ns queue</c> shows it.</summary>
    public override string ToString() =>
        $"VMs: {Names.Count}\nNames: {NameList.Shorten(Names)}\nVM Type: {Kind}\n\n{Config}\n\n";
}
