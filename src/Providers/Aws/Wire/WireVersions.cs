using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>
/// Versions of the services. AutoScaling has one version. All versions of EC2 from the first to the last are accepted,
/// since the supported part has not changed.
/// </summary>
internal static class WireVersions
{
    // EC2 API reference, document history.
    private static readonly DateOnly FirstOfEc2 = new(2006, 6, 26);
    private static readonly DateOnly LastOfEc2 = new(2016, 11, 15);

    /// <summary>Selects the service by the version, or by the action if there is no version.</summary>
    public static QueryService SelectService(string action, string version)
    {
        if (version.Length == 0 || !IsKnown(version))
        {
            return ActionTable.FindService(action);
        }

        return version == ResponseDocument.AutoScalingVersion ? QueryService.AutoScaling : QueryService.Ec2;
    }

    /// <exception cref="QueryErrorException">The service has no such version.</exception>
    public static void Check(string action, string version, QueryService service)
    {
        if (version.Length > 0 && !IsKnown(version))
        {
            throw new QueryErrorException(
                service == QueryService.Ec2
                    ? QueryError.NoSuchVersion(TextEscaping.Escape(version))
                    : QueryError.InvalidAction(TextEscaping.Escape(action), TextEscaping.Escape(version))
            );
        }
    }

    private static bool IsKnown(string version) =>
        version == ResponseDocument.AutoScalingVersion
        || (
            DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            && date >= FirstOfEc2
            && date <= LastOfEc2
        );
}
