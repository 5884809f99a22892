using Scalewright.Providers;

namespace Scalewright.Tool.Providers;

/// <summary>Optional capabilities: the interfaces that a provider implements.</summary>
internal static class ProviderCapabilities
{
    private static readonly (Type Capability, string Word)[] Names =
    [
        (typeof(INodePausing), "pauses nodes"),
        (typeof(INodeFaultInjection), "injects faults"),
        (typeof(INodeAddresses), "knows addresses"),
        (typeof(IReservationCalendar), "finds reservation slots"),
        (typeof(ILeaseExtension), "extends leases"),
        (typeof(IProviderFileSystem), "has its own file system"),
        (typeof(INodeAdvancement), "advances nodes until they are ready"),
    ];

    public static ValueList<string> Get<TProvider>()
        where TProvider : IProvider =>
        Names.Where(entry => entry.Capability.IsAssignableFrom(typeof(TProvider))).Select(entry => entry.Word).ToValueList();
}
