namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Private addresses for instances that are launched together: no two instances have the same.</summary>
internal sealed class FreeAddresses(IEnumerable<InstanceRecord> others)
{
    // Few instances choose their address; those of the rest differ as their numbers do.
    private readonly HashSet<string> _chosen = [.. others
        .Where(static other => other.Settings.PrivateAddress.Length > 0)
        .Select(static other => other.Settings.PrivateAddress)];

    private readonly List<string> _given = [];
    private HashSet<string>? _used;

    /// <summary>An instance that is launched, with an address that no other has: its own, or one that is free.</summary>
    public InstanceRecord Give(InstanceRecord instance)
    {
        bool isFree = instance.Settings.PrivateAddress.Length > 0
            || !_chosen.Contains(InstanceNames.AddressOf(instance.Number));
        InstanceRecord given = isFree ? instance : WithFree(instance);
        if (given.Settings.PrivateAddress.Length > 0)
        {
            _chosen.Add(given.Settings.PrivateAddress);
        }

        string address = InstanceNames.PrivateIp(given);
        _given.Add(address);
        _used?.Add(address);
        return given;
    }

    private InstanceRecord WithFree(InstanceRecord instance)
    {
        _used ??= [.. others.Select(InstanceNames.PrivateIp), .. _given];
        long number = instance.Number;
        do
        {
            number++;
        }
        while (_used.Contains(InstanceNames.AddressOf(number)));

        return instance with
        {
            Settings = instance.Settings with { PrivateAddress = InstanceNames.AddressOf(number) },
        };
    }
}
