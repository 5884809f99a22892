using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>
/// The versions of the services. One of AutoScaling's is known, and of EC2's all from the first one to the last: what is
/// served has not changed since.
/// </summary>
internal static class WireVersions
{
    // EC2 API reference, document history.
    private static readonly DateOnly FirstOfEc2 = new(2006, 6, 26);
    private static readonly DateOnly LastOfEc2 = new(2016, 11, 15);

    /// <summary>By the version where there is one, else by the action.</summary>
    public static WireService ServiceOf(string action, string version) =>
        version.Length == 0 || !IsKnown(version) ? ActionTable.ServiceOf(action)
        : version == ReplyText.AutoScalingVersion ? WireService.AutoScaling
        : WireService.Ec2;

    /// <exception cref="QueryFaultException">The service has no such version.</exception>
    public static void Check(string action, string version, WireService service)
    {
        if (version.Length > 0 && !IsKnown(version))
        {
            throw new QueryFaultException(
                service == WireService.Ec2
                    ? WireFault.NoSuchVersion(Printable.Escape(version))
                    : WireFault.InvalidAction(Printable.Escape(action), Printable.Escape(version)));
        }
    }

    private static bool IsKnown(string version) =>
        version == ReplyText.AutoScalingVersion
        || (
            DateOnly.TryParseExact(
                version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
                && date >= FirstOfEc2 && date <= LastOfEc2);
}
