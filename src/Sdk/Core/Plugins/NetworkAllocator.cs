using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Allocates addresses for the expansion of a profile. Profiles that share a network get consecutive addresses.
/// </summary>
public sealed class NetworkAllocator
{
    private readonly Profile _profile;
    private readonly ProblemList _problems;
    private SubnetIndex? _used;
    private string _field = "";

    internal NetworkAllocator(Profile profile, long containers, ValueMap<NetworkSpec> networks, ProblemList problems)
    {
        _profile = profile;
        _problems = problems;
        ContainerCount = containers;
        Networks = networks;
    }

    /// <summary>Total number of containers of the profile.</summary>
    public long ContainerCount { get; }

    internal ValueMap<NetworkSpec> Networks { get; private set; }

    /// <summary>Names of the networks that this profile added, in the order of their first use.</summary>
    internal List<string> AddedNames { get; } = [];

    /// <summary>Index of the networks, created when the first network is added.</summary>
    private SubnetIndex UsedSubnets => _used ??= SubnetIndex.Create(Networks.Values);

    /// <summary>Checks a network of a plugin's options before any address is allocated.</summary>
    /// <param name="template">The network.</param>
    /// <param name="others">Networks that it must not overlap, unless they have its name.</param>
    /// <param name="field">Path of the network in the profile file, for messages.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(NetworkTemplate template, ValueList<NetworkSpec> others, string field, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(problems);
        NetworkRules.Check(template, field, problems);
        if (Subnet.TryParse(template.Network, out Subnet subnet))
        {
            NetworkOverlaps.Check(
                [.. others.Select(network => (network.Name, (Subnet?)network.Subnet)), (template.Name, subnet)],
                _ => $"{field}.network",
                problems
            );
        }
    }

    /// <summary>
    /// Allocates consecutive addresses. The first one is the network's start address if set, otherwise the first one
    /// after the base address and the addresses of other profiles. Networks of one or two addresses are used from the
    /// base address. Skips the gateway. Allocates no address twice.
    /// </summary>
    /// <param name="template">The network.</param>
    /// <param name="count">Number of addresses.</param>
    /// <param name="field">Path of the network's address in the profile file, for messages. Null: determined by the
    /// network's name.</param>
    /// <returns>The block. Null with a problem if the network is malformed, too small or already in use.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public AddressBlock? Allocate(NetworkTemplate template, long count, string? field = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _field = field ?? GetField(template);
        if (!Subnet.TryParse(template.Network, out Subnet subnet))
        {
            Report(
                ProblemCode.InvalidAddress,
                $"'{TextEscaping.Escape(template.Network)}' is not a network",
                "use address/prefix, as in 10.0.0.0/16 or fd00::/64"
            );
            return null;
        }

        if (FindOrAdd(template, subnet) is not { } network)
        {
            return null;
        }

        Address? first = Address.TryParse(template.StartIp, out Address start) ? start : null;
        if (first is { } requested && network.UsedAddressCount > 0 && (network.NextAddress is not { } free || requested < free))
        {
            Report(
                ProblemCode.AddressSpaceExhausted,
                $"{requested} is in the range of the {Pluralizer.Format(network.UsedAddressCount, "address")} that "
                    + $"{(network.UsedAddressCount == 1 ? "is" : "are")} already in use",
                $"start at {network.NextAddress?.ToString() ?? "another network"} or later"
            );
            return null;
        }

        if (first is { } chosen && NetworkRules.ReservedStart(chosen, subnet, _field) is { } reserved)
        {
            _problems.Add(reserved);
            return null;
        }

        if ((first ?? network.NextAddress) is not { } begin || !subnet.Contains(begin) || subnet.LastUsable < begin)
        {
            ReportExhausted(network, first, count);
            return null;
        }

        AddressBlock block = new(subnet, begin) { Reserved = network.Gateway is { } gateway && gateway >= begin ? gateway : null };
        UInt128 needed = (UInt128)count + (block.Reserved <= subnet.LastUsable ? 1u : 0u);
        if (count > 0 && needed - 1 > subnet.LastUsable.ToUInt128() - begin.ToUInt128())
        {
            ReportExhausted(network, first, count);
            return null;
        }

        Networks = Networks.With(
            network.Name,
            network with
            {
                NextAddress = NextAfter(block, count),
                UsedAddressCount = network.UsedAddressCount + count,
            }
        );
        return block;
    }

    /// <summary>Resolves the default route of a profile's containers.</summary>
    /// <param name="gateway">Name of a network or an address. Null or empty: none.</param>
    /// <returns>The address. Null if none is set, or if the text is invalid; then a problem is reported.</returns>
    public Address? ResolveGateway(string? gateway)
    {
        if (string.IsNullOrEmpty(gateway))
        {
            return null;
        }

        if (Address.TryParse(gateway, out Address address))
        {
            return address;
        }

        if (Networks.TryGetValue(gateway, out NetworkSpec? network) && network.Gateway is not null)
        {
            return network.Gateway;
        }

        if (network is not null)
        {
            _problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                "container_template.gateway",
                $"an earlier profile uses network '{TextEscaping.Escape(gateway)}' without a gateway",
                "give the network its gateway in the first profile that uses it"
            );
            return null;
        }

        _problems.AddError(
            ProblemCode.UnknownReference,
            default,
            "container_template.gateway",
            $"'{TextEscaping.Escape(gateway)}' is neither an address nor one of the networks ({string.Join(", ", Networks.Keys)})",
            "name one of the networks or give an address"
        );
        return null;
    }

    private static Address? GetStart(Subnet subnet)
    {
        if (subnet.Base == subnet.First)
        {
            return subnet.FirstUsable;
        }

        return subnet.Base < subnet.LastUsable ? subnet.Base.Add(1) : null;
    }

    private static Address? NextAfter(AddressBlock block, long count)
    {
        if (count == 0)
        {
            return block.First;
        }

        Address last = block.GetAddress(count - 1);
        return last < block.Subnet.LastUsable ? last.Add(1) : null;
    }

    private NetworkSpec? FindOrAdd(NetworkTemplate template, Subnet subnet)
    {
        if (Networks.TryGetValue(template.Name, out NetworkSpec? existing))
        {
            if (existing.Subnet == subnet && (template.Gateway is null || WrittenGateway(template, subnet) == existing.Gateway))
            {
                return existing;
            }

            Report(
                ProblemCode.NetworkMismatch,
                $"another profile specifies {existing.Subnet} or another gateway for this network, not {subnet}",
                "use the same network and gateway in all profiles"
            );
            return null;
        }

        if (UsedSubnets.Add(template.Name, subnet) is { } overlapping)
        {
            _problems.Add(NetworkOverlaps.Overlap(template.Name, subnet, overlapping, _field));
            return null;
        }

        NetworkSpec network = new(template.Name, subnet) { NextAddress = GetStart(subnet) };
        if (GetGateway(template, subnet) is { } gateway)
        {
            network = network with { Gateway = gateway };
        }

        Networks = Networks.With(template.Name, network);
        AddedNames.Add(template.Name);
        return network;
    }

    /// <summary>
    /// Returns the specified gateway, otherwise the containers' default route if it is on this network, otherwise null.
    /// </summary>
    private Address? GetGateway(NetworkTemplate template, Subnet subnet)
    {
        if (template.Gateway is { } written)
        {
            if (WrittenGateway(template, subnet) is { } address)
            {
                return address;
            }

            Report(
                ProblemCode.InvalidAddress,
                $"gateway '{TextEscaping.Escape(written)}' is not an address in {subnet}",
                $"use an address from {subnet.First} to {subnet.Last}"
            );
            return null;
        }

        if (Address.TryParse(_profile.ContainerTemplate.Gateway, out Address route) && subnet.Contains(route))
        {
            return route;
        }

        return _profile.ContainerTemplate.Gateway == template.Name && subnet.Base < subnet.Last ? subnet.Base.Add(1) : null;
    }

    /// <summary>
    /// Returns the specified gateway: an address, or the first address after the base if the network's own name is
    /// specified. Null if invalid.
    /// </summary>
    private static Address? WrittenGateway(NetworkTemplate template, Subnet subnet)
    {
        if (template.Gateway == template.Name)
        {
            return subnet.Base < subnet.Last ? subnet.Base.Add(1) : null;
        }

        return Address.TryParse(template.Gateway, out Address address) && subnet.Contains(address) ? address : null;
    }

    private void ReportExhausted(NetworkSpec network, Address? first, long count)
    {
        Subnet subnet = network.Subnet;
        List<string> reserved = [];
        foreach (Address address in (ReadOnlySpan<Address>)[subnet.First, subnet.Last])
        {
            if (subnet.GetReservation(address) is { } purpose)
            {
                reserved.Add($"{address} is {purpose}");
            }
        }

        if (network.Gateway is { } gateway && subnet.GetReservation(gateway) is null)
        {
            reserved.Add($"{gateway} is the gateway");
        }

        if (first is not null || subnet.Base != subnet.First)
        {
            reserved.Add(first is null ? $"containers start after {subnet.Base}" : $"containers start at {first}");
        }

        string size = subnet.Size == 1 ? "1 address" : $"{subnet.Size} addresses";
        string reasons = reserved.Count > 0 ? $" ({string.Join(", ", reserved)})" : "";
        _problems.AddError(
            ProblemCode.AddressSpaceExhausted,
            default,
            _field,
            $"network {TextEscaping.Escape(network.Name)}, {subnet}, has {size}, of which {network.UsedAddressCount} "
                + $"are taken{reasons}; {count} more {(count == 1 ? "is" : "are")} needed",
            "use a shorter prefix or fewer containers"
        );
    }

    private void Report(ProblemCode code, string found, string advice) => _problems.AddError(code, default, _field, found, advice);

    private string GetField(NetworkTemplate template)
    {
        for (int i = 0; i < _profile.Networks.Count; i++)
        {
            if (_profile.Networks[i].Name == template.Name)
            {
                return $"container_template.networks[{i}].network";
            }
        }

        return "container_template";
    }
}
