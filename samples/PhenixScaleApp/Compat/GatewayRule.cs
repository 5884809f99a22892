using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp.Compat;

/// <summary>Finds the address of a default route: an address, or the tap of a VLAN.</summary>
internal static class GatewayRule
{
    private const string DryRunGateway = "192.168.1.1";

    /// <summary>Resolves a gateway. Logs and omits one that cannot be resolved.</summary>
    /// <param name="gateway">The value in the profile; null if it is missing.</param>
    /// <param name="experiment">Source of VLANs and taps.</param>
    /// <param name="dryRun">True to accept missing VLANs and taps.</param>
    /// <param name="log">Receives warnings.</param>
    /// <returns>The address; null for no gateway.</returns>
    /// <exception cref="ReferenceException">The scenario is invalid.</exception>
    public static string? Resolve(Value? gateway, Experiment experiment, bool dryRun, AppLog log)
    {
        if (!Loose.IsTrue(gateway))
        {
            return null;
        }

        if (Ipv4.Canonical(gateway!) is { } address)
        {
            return address;
        }

        if (!dryRun && experiment.FindVlan(gateway) is null)
        {
            log.Error($"Gateway VLAN '{Loose.Text(gateway!)}' not found in experiment status");
            return null;
        }

        if (Experiment.FindApp(experiment.Root, "tap") is not { } tap)
        {
            if (!dryRun)
            {
                log.Error("Tap app not found! Required for gateway resolution.");
            }

            return dryRun ? DryRunGateway : null;
        }

        if (FindTap(tap, Loose.Text(gateway!)) is { } found)
        {
            return found;
        }

        log.Error("VLAN specified for gateway is not tapped");
        return null;
    }

    private static string? FindTap(MapValue app, string vlan)
    {
        Value taps = Loose.Find(Loose.Member(app, "metadata"), "taps") ?? new ListValue();
        foreach (Value tap in Loose.Items(taps))
        {
            if (Loose.Find(tap, "vlan") is { } name && Loose.Text(name) == vlan)
            {
                return Ipv4.ToAddress(Ipv4.ParseInterface(Loose.Index(tap, "ip")).Address).ToString();
            }
        }

        return null;
    }
}
