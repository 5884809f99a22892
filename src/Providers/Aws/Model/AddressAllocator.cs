namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Assigns unique private addresses to instances that are launched together.</summary>
internal sealed class AddressAllocator(IEnumerable<InstanceRecord> otherInstances)
{
    // Only a few instances have a chosen address. All other addresses derive from the unique instance numbers.
    private readonly HashSet<string> _chosen =
    [
        .. otherInstances
            .Where(static instance => instance.Settings.PrivateAddress.Length > 0)
            .Select(static instance => instance.Settings.PrivateAddress),
    ];

    private readonly List<string> _assigned = [];
    private HashSet<string>? _used;

    /// <summary>Returns the instance with a unique address: its current address, or a free one.</summary>
    public InstanceRecord Assign(InstanceRecord instance)
    {
        bool isFree = instance.Settings.PrivateAddress.Length > 0 || !_chosen.Contains(InstanceNames.GetAddress(instance.Number));
        InstanceRecord assigned = isFree ? instance : WithFree(instance);
        if (assigned.Settings.PrivateAddress.Length > 0)
        {
            _chosen.Add(assigned.Settings.PrivateAddress);
        }

        string address = InstanceNames.PrivateIp(assigned);
        _assigned.Add(address);
        _used?.Add(address);
        return assigned;
    }

    private InstanceRecord WithFree(InstanceRecord instance)
    {
        _used ??= [.. otherInstances.Select(InstanceNames.PrivateIp), .. _assigned];
        long number = instance.Number;
        do
        {
            number++;
        } while (_used.Contains(InstanceNames.GetAddress(number)));

        return instance with
        {
            Settings = instance.Settings with { PrivateAddress = InstanceNames.GetAddress(number) },
        };
    }
}
