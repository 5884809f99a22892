using System.Net;

namespace Loopback.Minimega.Commands;

/// <summary>Recorded: 05-vlans, 06-tap-bridge.</summary>
internal static class NetworkCommands
{
    public static IReadOnlyDictionary<string, CommandHandler> All { get; } =
        new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
        {
            ["vlans"] = call =>
                call.Table(
                    ["alias", "vlan"],
                    call.Space.Vlans.Aliases.Select(entry => (ValueList<string>)[entry.Key, entry.Value.ToString()])
                ),
            ["vlans range"] = Range,
            ["vlans add"] = AddVlan,
            ["vlans blacklist"] = Blacklist,
            ["clear vlans"] = ClearVlans,
            ["tap"] = call =>
                call.Table(
                    ["bridge", "tap", "vlan"],
                    call.Space.Taps.Values.Select(tap => (ValueList<string>)[tap.Bridge, tap.Name, tap.Vlan])
                ),
            ["tap create"] = call => CreateTap(call, NetSpec.DefaultBridge, null),
            ["tap create name"] = call => CreateTap(call, NetSpec.DefaultBridge, call.Values[1]),
            ["tap create bridge"] = call => CreateTap(call, call.Values[1], null),
            ["tap create bridge name"] = call => CreateTap(call, call.Values[1], call.Value(2)),
            ["tap create ip"] = call => CreateTap(call, NetSpec.DefaultBridge, call.Value(2), call.Values[1]),
            ["tap create bridge ip"] = call => CreateTap(call, call.Values[1], call.Value(3), call.Values[2]),
            ["tap create dhcp"] = call => CreateWithoutLease(call),
            ["tap create bridge dhcp"] = call => CreateWithoutLease(call),
            ["tap delete"] = DeleteTap,
            ["clear tap"] = call => DeleteAll(call),
        };

    private static MinimegaEntry Range(CommandCall call)
    {
        VlanMap vlans = call.Space.Vlans;
        if (call.Values.Count == 0)
        {
            return call.Table(
                ["min", "max", "next"],
                [
                    [vlans.Min.ToString(), vlans.Max.ToString(), vlans.Next.ToString()],
                ]
            );
        }

        vlans.SetRange(call.Values[0], call.Values[1]);
        return call.Done();
    }

    private static MinimegaEntry AddVlan(CommandCall call)
    {
        call.Space.Vlans.Add(call.Values[0], call.Values[1]);
        return call.Done();
    }

    private static MinimegaEntry Blacklist(CommandCall call)
    {
        if (call.Value(0) is not { } number)
        {
            return call.Table(["vlan"], call.Space.Vlans.Blacklist.Select(vlan => (ValueList<string>)[vlan.ToString()]));
        }

        call.Space.Vlans.Blacklist.Add(VlanMap.Number(number));
        return call.Done();
    }

    private static MinimegaEntry ClearVlans(CommandCall call)
    {
        call.Space.Vlans.Clear(call.Value(0) ?? "");
        return call.Done();
    }

    private static MinimegaEntry CreateTap(CommandCall call, string bridge, string? name, string? address = null)
    {
        if (name is not null && call.Space.Taps.ContainsKey(name))
        {
            throw new CommandFailure("tap already on bridge");
        }

        // Recorded: 06-tap-bridge. An invalid address results in neither a tap nor an error.
        int vlan = call.Space.Vlans.Resolve(call.Values[0]);
        if (address is not null && !IsAddress(address))
        {
            call.Site.NextTap();
            return call.Done();
        }

        name ??= call.Site.NextTap();
        call.Space.Taps[name] = new(bridge, name, vlan.ToString() == call.Values[0] ? call.Values[0] : $"{call.Values[0]} ({vlan})");
        return call.Text(name);
    }

    private static bool IsAddress(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2 && IPAddress.TryParse(parts[0], out _) && byte.TryParse(parts[1], out byte length) && length <= 128;
    }

    // Recorded: 06-tap-bridge. Without a DHCP server there is neither a tap nor an error.
    private static MinimegaEntry CreateWithoutLease(CommandCall call)
    {
        call.Space.Vlans.Resolve(call.Values[0]);
        call.Site.NextTap();
        return call.Done();
    }

    private static MinimegaEntry DeleteTap(CommandCall call)
    {
        if (call.Values[0] == "all")
        {
            return DeleteAll(call);
        }

        return call.Space.Taps.Remove(call.Values[0]) ? call.Done() : throw new CommandFailure("unknown tap");
    }

    private static MinimegaEntry DeleteAll(CommandCall call)
    {
        call.Space.Taps.Clear();
        return call.Done();
    }
}
