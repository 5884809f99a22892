using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Settings that actions read for new and for existing groups.</summary>
internal static class GroupSettings
{
    // AutoScaling API reference: XmlStringMaxLen2047, ResourceName.
    private const int MaxSubnetsLength = 2047;
    private const int MaxRoleLength = 1600;

    // AutoScaling API reference, CreateAutoScalingGroup, HealthCheckType: the types with the same effect as at AWS.
    private static readonly string[] HealthCheckTypes = ["EC2", "ELB"];

    /// <summary>Reads settings. The result applies them to a group; all others stay unchanged.</summary>
    public static Func<ActionContext, GroupRecord, GroupRecord> Read(QueryReader reader)
    {
        reader.RejectUnless("0", "instances are not replaced for their age here", "MaxInstanceLifetime");
        reader.RejectUnless("units", "capacity is counted in instances here", "DesiredCapacityType");
        reader.Reject("the service reserves it", "Context");
        (ValueList<string> zones, ValueList<string> policies) = (
            reader.Texts("AvailabilityZones.member"),
            reader.Texts("TerminationPolicies.member")
        );
        string? subnets = reader.Text("VPCZoneIdentifier", MaxSubnetsLength);
        foreach (string policy in policies.Where(policy => !TerminationPolicy.Names.Contains(policy, StringComparer.Ordinal)))
        {
            reader.AddError(
                $"Termination policy '{TextEscaping.Escape(policy)}' is not supported; use one of "
                    + $"{string.Join(", ", TerminationPolicy.Names)}"
            );
        }

        (int? cooldown, int? warmup) = (reader.Number("DefaultCooldown", 0), reader.Number("DefaultInstanceWarmup", -1));
        string healthCheck = reader
            .Recorded("the status of the node decides, as for a group without load balancers; none is queried")
            .OneOf("HealthCheckType", HealthCheckTypes);
        int? gracePeriod = reader.Number("HealthCheckGracePeriod", 0);
        bool? isRebalanced = reader.Recorded("no instance is interrupted").Boolean("CapacityRebalance");
        string? role = reader.Recorded("there are no roles").Text("ServiceLinkedRoleARN", MaxRoleLength);
        bool? protectsNew = reader.Boolean("NewInstancesProtectedFromScaleIn");
        string? placement = reader.Recorded(RecordedReason.Placement).Text("PlacementGroup");
        return (context, group) =>
            group with
            {
                DefaultCooldown = cooldown ?? group.DefaultCooldown,
                DefaultWarmup = warmup switch
                {
                    null => group.DefaultWarmup,
                    < 0 => null,
                    _ => warmup,
                },
                HealthCheckType = healthCheck switch
                {
                    "" => group.HealthCheckType,
                    _ => healthCheck,
                },
                HealthCheckGracePeriod = gracePeriod ?? group.HealthCheckGracePeriod,
                Zones = GetZones(context, zones, subnets ?? "") switch
                {
                    { Count: > 0 } named => named,
                    _ => group.Zones,
                },
                TerminationPolicies = policies.Count > 0 ? policies : group.TerminationPolicies,
                Subnets = subnets ?? group.Subnets,
                IsRebalanced = isRebalanced ?? group.IsRebalanced,
                Role = role ?? group.Role,
                ProtectsNew = protectsNew ?? group.ProtectsNew,
                PlacementGroup = placement ?? group.PlacementGroup,
            };
    }

    /// <summary>Returns the zones of a request, named directly or by their subnets.</summary>
    private static ValueList<string> GetZones(ActionContext context, ValueList<string> zones, string subnets) =>
        zones.Count > 0
            ? zones
            :
            [
                .. subnets
                    .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select((subnet, index) => SubnetZones.FindZone(context, subnet) ?? SubnetZones.At(context, index))
                    .Distinct(StringComparer.Ordinal),
            ];

    /// <exception cref="QueryErrorException">The launch configuration does not exist.</exception>
    public static void CheckLaunch(ActionContext context, string name)
    {
        if (!context.State.Launches.ContainsKey(name))
        {
            throw new QueryErrorException(
                QueryError.Validation(
                    "Launch configuration name not found - A launch configuration with the name: "
                        + $"{TextEscaping.Escape(name)} "
                        + "does not exist"
                )
            );
        }
    }

    /// <summary>Checks bounds, size and tags of a group.</summary>
    /// <exception cref="QueryErrorException">Bounds, size or tags contradict each other.</exception>
    public static void CheckBounds(ActionContext context, GroupRecord group)
    {
        if (group.MinSize > group.MaxSize)
        {
            throw new QueryErrorException(Crossed(group));
        }

        if (context.IsPhantom(group))
        {
            CheckPhantom(context, group);
        }
        else if (group.Desired < group.MinSize || group.Desired > group.MaxSize)
        {
            throw new QueryErrorException(
                QueryError.Validation(
                    $"Desired capacity:{group.Desired} must be between the specified min size:{group.MinSize} and max "
                        + $"size:{group.MaxSize}"
                )
            );
        }
    }

    /// <summary>Checks the tags that configure a Phantom group.</summary>
    /// <exception cref="QueryErrorException">The tags are invalid.</exception>
    public static void CheckPhantom(ActionContext context, GroupRecord group)
    {
        foreach (DomainCloud cloud in PhantomGroup.Read(group.Name, group.Tags).Clouds)
        {
            if (context.Options.Clouds.Count > 0 && !context.Options.Clouds.Contains(cloud.Name, StringComparer.Ordinal))
            {
                throw new QueryErrorException(
                    QueryError.InvalidParameterValue(
                        $"The tag 'clouds' names '{TextEscaping.Escape(cloud.Name)}', which is unknown. There are: "
                            + $"{string.Join(", ", context.Options.Clouds)}."
                    )
                );
            }
        }
    }

    /// <exception cref="QueryErrorException">The group is in its cooldown.</exception>
    public static void CheckCooldown(ActionContext context, GroupRecord group)
    {
        if (context.At < group.CooldownUntil)
        {
            throw new QueryErrorException(
                QueryError.ScalingActivityInProgress($"Group {TextEscaping.Escape(group.Name)} is in its cooldown period.")
            );
        }
    }

    /// <summary>Error for a minimum above the maximum.</summary>
    public static QueryError Crossed(GroupRecord group) =>
        QueryError.Validation($"Max bound, {group.MaxSize}, must be greater than or equal to min bound, {group.MinSize}");
}
