namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Protection and health of instances in groups.</summary>
internal static class MemberActions
{
    // AutoScaling API reference, SetInstanceProtection.
    private const int MaxProtectedAtOnce = 50;

    /// <summary>SetInstanceProtection: all instances or none.</summary>
    public static QueryActionResult SetProtection(ActionContext context)
    {
        QueryReader read = context.Read;
        string name = read.Required("AutoScalingGroupName");
        bool isProtected = read.RequiredBoolean("ProtectedFromScaleIn");
        InstanceRecord[] instances = ReadMembers(context, name, MaxProtectedAtOnce);
        foreach (
            InstanceRecord instance in instances.Where(instance => instance.State is not (InstanceState.InService or InstanceState.Standby))
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
    }

    /// <summary>
    /// SetInstanceHealth. An unhealthy instance is replaced, by default not before its grace period ends.
    /// </summary>
    public static QueryActionResult SetHealth(ActionContext context)
    {
        QueryReader read = context.Read;
        string id = read.Required("InstanceId");
        string status = read.Required("HealthStatus");
        bool isRespected = read.Boolean("ShouldRespectGracePeriod") ?? true;
        if (status is not ("Healthy" or "Unhealthy" or ""))
        {
            read.AddError($"Valid instance health states are: [Healthy, Unhealthy]; found '{TextEscaping.Escape(status)}'");
        }

        read.Finish();
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
    }

    /// <summary>Reads <c>InstanceIds</c> of a group.</summary>
    /// <exception cref="QueryErrorException">The list is empty or too long, or an instance is not in the
    /// group.</exception>
    public static InstanceRecord[] ReadMembers(ActionContext context, string group, int max)
    {
        ValueList<string> ids = context.Read.Texts("InstanceIds.member");
        if (ids.Count == 0 || ids.Count > max)
        {
            context.Read.AddError($"Value at 'instanceIds' failed to satisfy constraint: Member must have length of 1 to {max}");
        }

        context.Read.Finish();
        GroupRecord record = context.Group(group);
        return
        [
            .. ids.Distinct(StringComparer.Ordinal)
                .Select(id =>
                    record.Instances.FirstOrDefault(instance => instance.Id == id)
                    ?? throw new QueryErrorException(
                        QueryError.Validation(
                            $"The instance {TextEscaping.Escape(id)} is not part of Auto Scaling group " + $"{TextEscaping.Escape(group)}."
                        )
                    )
                ),
        ];
    }

    /// <summary>Error for an ID that is not in a group.</summary>
    public static QueryError NotFound(string id) =>
        QueryError.Validation($"Instance Id not found - No managed instance found for instance ID: {TextEscaping.Escape(id)}");
}
