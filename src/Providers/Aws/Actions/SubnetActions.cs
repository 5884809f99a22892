using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Subnets as EC2 shows them: one per zone, without any effect on routing.</summary>
internal static class SubnetActions
{
    /// <summary>Address range of all subnets.</summary>
    private const string Range = "10.0.0.0/8";

    private static readonly string[] FilterNames = ["availability-zone", "default-for-az", "state", "subnet-id", "vpc-id"];

    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> ids = reader.Texts("SubnetId");
        FilterSet filters = FilterSet.ReadEc2(reader);
        PageRequest page = PageRequest.ReadEc2(reader);
        return context =>
        {
            FilterSet knownFilters = filters.Known(name => FilterNames.Contains(name, StringComparer.Ordinal));
            foreach (string id in ids)
            {
                _ = Required(context, id);
            }

            IEnumerable<string> zones = SubnetZones
                .Zones(context)
                .Where(zone => ids.Selects(SubnetZones.GetId(context, zone)))
                .Where(zone => knownFilters.Matches(name => [GetValue(context, zone, name)]));
            return page.Reply(context, "ec2 subnets", zones, static zone => zone, "subnetSet", (xml, zone) => Write(xml, context, zone));
        };
    }

    /// <exception cref="QueryErrorException">The subnet does not exist.</exception>
    public static string Required(ActionContext context, string id) =>
        SubnetZones.FindZone(context, id)
        ?? throw new QueryErrorException(
            new QueryError(400, "InvalidSubnetID.NotFound", $"The subnet ID '{TextEscaping.Escape(id)}' does not exist")
        );

    /// <summary>Checks the private address of a launch.</summary>
    /// <param name="address">The requested address; null for any.</param>
    /// <returns>The address; empty for any.</returns>
    /// <exception cref="QueryErrorException">The address is invalid or in use.</exception>
    public static string CheckedAddress(ActionContext context, string? address)
    {
        if (address is null)
        {
            return "";
        }

        bool isAddress =
            IPAddress.TryParse(address, out IPAddress? parsed)
            && parsed.AddressFamily == AddressFamily.InterNetwork
            && parsed.ToString() == address;
        if (!isAddress || !address.StartsWith("10.", StringComparison.Ordinal))
        {
            throw new QueryErrorException(
                QueryError.InvalidParameterValue(
                    $"Address {TextEscaping.Escape(address)} does not fall within the subnet's address range {Range}"
                )
            );
        }

        bool isUsed = context.State.AllInstances.Any(instance =>
            instance.State != InstanceState.Terminated && InstanceNames.PrivateIp(instance) == address
        );
        return isUsed
            ? throw new QueryErrorException(new QueryError(400, "InvalidIPAddress.InUse", $"Address {address} is in use."))
            : address;
    }

    private static string GetValue(ActionContext context, string zone, string filter) =>
        filter switch
        {
            "availability-zone" => zone,
            "default-for-az" => XmlText.FormatBool(true),
            "state" => "available",
            "vpc-id" => Ec2InstanceWriter.Vpc(context),
            _ => SubnetZones.GetId(context, zone),
        };

    private static void Write(XmlText xml, ActionContext context, string zone) =>
        xml.Leaf("subnetId", SubnetZones.GetId(context, zone))
            .Leaf("state", "available")
            .Leaf("vpcId", Ec2InstanceWriter.Vpc(context))
            .Leaf("cidrBlock", Range)
            .Leaf("availabilityZone", zone)
            .Leaf("defaultForAz", value: true)
            .Leaf("mapPublicIpOnLaunch", value: true)
            .Leaf("ownerId", context.Options.AccountId);
}
