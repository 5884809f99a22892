using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Volumes;

/// <summary>Finds volumes as requests name them.</summary>
internal static class VolumeLookup
{
    /// <summary>What ids of volumes begin with.</summary>
    public const string Prefix = "vol-";

    /// <summary>Finds a volume.</summary>
    /// <exception cref="QueryFaultException">There is none of this id.</exception>
    public static AttachedVolume ById(AccountState state, string id)
    {
        Check(AttachedVolume.All(state), [id]);
        return AttachedVolume.All(state).First(one => one.Volume.Id == id);
    }

    /// <summary>Refuses ids of nothing.</summary>
    /// <exception cref="QueryFaultException">One is malformed, or of nothing.</exception>
    public static void Check(IEnumerable<AttachedVolume> there, ValueList<string> ids)
    {
        if (ids.FirstOrDefault(id => !id.StartsWith(Prefix, StringComparison.Ordinal)) is { } malformed)
        {
            throw new QueryFaultException(new WireFault(
                400,
                "InvalidParameterValue",
                $"Value ({Printable.Escape(malformed)}) for parameter volumes is invalid. Expected: 'vol-...'."));
        }

        if (ids.Except(there.Select(one => one.Volume.Id), StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidVolume.NotFound", $"The volume '{Printable.Escape(missing)}' does not exist."));
        }
    }
}
