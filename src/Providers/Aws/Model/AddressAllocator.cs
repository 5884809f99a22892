namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Assigns unique private addresses to instances that are launched together.</summary>
internal sealed class AddressAllocator(IEnumerable<InstanceRecord> others)
{
    // Only a few instances have a chosen address. All other addresses derive from the unique instance numbers.
    private readonly HashSet<string> _chosen = [.. others
        .Where(static other => other.Settings.PrivateAddress.Length > 0)
        .Select(static other => other.Settings.PrivateAddress)];

    private readonly List<string> _given = [];
    private HashSet<string>? _used;

    /// <summary>Returns the instance with a unique address: its current address, or a free one.</summary>
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
