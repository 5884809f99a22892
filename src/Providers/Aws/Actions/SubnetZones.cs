namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>The subnets of the default network, one in each zone (VPC user guide, "Default VPCs").</summary>
internal static class SubnetZones
{
    private const string IdWord = "subnet";

    /// <summary>Zones of the endpoint: its clouds, or the first zone of its region.</summary>
    public static ValueList<string> Zones(ActionContext context) =>
        context.Options.Clouds.Count > 0
            ? context.Options.Clouds
            : [string.Create(CultureInfo.InvariantCulture, $"{context.Options.Region}a")];

    /// <summary>Returns the ID of the subnet in a zone, or in the first zone if the zone is unknown.</summary>
    public static string GetId(ActionContext context, string zone) => IdAt(context, Math.Max(0, IndexOf(Zones(context), zone)));

    /// <summary>Finds the zone of a subnet; null if the subnet does not exist.</summary>
    public static string? FindZone(ActionContext context, string id)
    {
        ValueList<string> zones = Zones(context);
        return Enumerable.Range(0, zones.Count).Where(index => IdAt(context, index) == id).Select(index => zones[index]).FirstOrDefault();
    }

    /// <summary>Returns a zone for a subnet of another network, round robin.</summary>
    public static string At(ActionContext context, int index)
    {
        ValueList<string> zones = Zones(context);
        return zones[index % zones.Count];
    }

    private static string IdAt(ActionContext context, int index) => Ec2InstanceWriter.Part(IdWord, context, index + 1);

    private static int IndexOf(ValueList<string> zones, string zone) => zones.ToList().IndexOf(zone);
}
