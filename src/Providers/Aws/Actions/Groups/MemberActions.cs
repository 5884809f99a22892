namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Protection and health of instances in groups.</summary>
internal static class MemberActions
{
    // AutoScaling API reference, SetInstanceProtection.
    private const int MaxProtectedAtOnce = 50;

    /// <summary>SetInstanceProtection: all instances or none.</summary>
    public static QueryAction SetProtection(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        bool isProtected = reader.RequiredBoolean("ProtectedFromScaleIn");
        Func<ActionContext, InstanceRecord[]> members = ReadMembers(reader, name, MaxProtectedAtOnce);
        return context =>
        {
            InstanceRecord[] instances = members(context);
            foreach (
                InstanceRecord instance in instances.Where(instance =>
                    instance.State is not (InstanceState.InService or InstanceState.Standby)
                )
            )
            {
                throw new QueryErrorException(
                    QueryError.Validation($"The instance {instance.Id} is not in InService or EnteringStandby or Standby.")
                );
            }

            return new QueryActionResult(
                instances.Aggregate(context.State, (state, instance) => state.With(instance with { IsProtected = isProtected })),
                static _ => { }
            );
        };
    }

    /// <summary>
    /// SetInstanceHealth. An unhealthy instance is replaced, by default not before its grace period ends.
    /// </summary>
    public static QueryAction SetHealth(QueryReader reader)
    {
        string id = reader.Required("InstanceId");
        string status = reader.Required("HealthStatus");
        bool isRespected = reader.Boolean("ShouldRespectGracePeriod") ?? true;
        if (status is not ("Healthy" or "Unhealthy" or ""))
        {
            reader.AddError($"Valid instance health states are: [Healthy, Unhealthy]; found '{TextEscaping.Escape(status)}'");
        }

        return context =>
        {
            if (context.State.Instance(id) is not { } instance)
            {
                throw new QueryErrorException(NotFound(id));
            }

            TimeSpan grace = TimeSpan.FromSeconds(context.Group(instance.Group).HealthCheckGracePeriod);
            InstanceRecord changed = instance with
            {
                IsHealthy = status == "Healthy",
                ReplaceAt = status != "Healthy" && isRespected ? (instance.ReadyAt ?? context.At) + grace : null,
            };
            return new QueryActionResult(context.State.With(changed));
        };
    }

    /// <summary>
    /// Reads <c>InstanceIds</c> of a group. The result finds the instances, and rejects those that are not in the group.
    /// </summary>
    public static Func<ActionContext, InstanceRecord[]> ReadMembers(QueryReader reader, string group, int max)
    {
        ValueList<string> ids = reader.Texts("InstanceIds.member");
        reader.AddErrorIf(ids.Count == 0 || ids.Count > max, "instanceIds", $"Member must have length of 1 to {max}");

        return context =>
        {
            GroupRecord record = context.Group(group);
            return
            [
                .. ids.Distinct(StringComparer.Ordinal)
                    .Select(id =>
                        record.Instances.FirstOrDefault(instance => instance.Id == id)
                        ?? throw new QueryErrorException(
                            QueryError.Validation(
                                $"The instance {TextEscaping.Escape(id)} is not part of Auto Scaling group "
                                    + $"{TextEscaping.Escape(group)}."
                            )
                        )
                    ),
            ];
        };
    }

    /// <summary>Error for an ID that is not in a group.</summary>
    public static QueryError NotFound(string id) =>
        QueryError.Validation($"Instance Id not found - No managed instance found for instance ID: {TextEscaping.Escape(id)}");
}
