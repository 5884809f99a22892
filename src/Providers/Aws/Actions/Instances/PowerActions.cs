namespace Scalewright.Providers.AutoScaling.Actions.Instances;

/// <summary>
/// Stops, starts and reboots instances. A stopped instance has no node; a start or reboot creates a new node with the
/// same ID.
/// </summary>
internal static class PowerActions
{
    /// <summary>StopInstances: all instances or none. Stopped instances stay stopped.</summary>
    public static QueryAction Stop(QueryReader reader)
    {
        reader.RejectUnless("false", "the contents of a node's memory are not preserved", "Hibernate");
        reader.Ignore("a node is removed without waiting for what runs on it, forced or not", "Force");
        Func<ActionContext, InstanceRecord[]> find = ReadInstances(reader);
        return context =>
        {
            InstanceRecord[] instances = find(context);
            CheckReplacement(context, "StopInstances");
            foreach (InstanceRecord instance in instances)
            {
                CheckState(instance, instance.IsRunning || instance.Power is PowerState.Stopping or PowerState.Stopped, "stopped");
                CheckAllowed(instance, instance.IsStopDisabled, "stopped", "disableApiStop");
            }

            return Switch(context, instances, instance =>
                instance.IsRunning
                    ? instance with
                    {
                        Power = PowerState.Stopping,
                        Reason = StateReason.User,
                        ReasonAt = context.At,
                    }
                    : instance
            );
        };
    }

    /// <summary>StartInstances: all instances or none. Running instances keep running.</summary>
    public static QueryAction Start(QueryReader reader)
    {
        reader.Reject("the service reserves it", "AdditionalInfo");
        Func<ActionContext, InstanceRecord[]> find = ReadInstances(reader);
        return context =>
        {
            InstanceRecord[] instances = find(context);
            foreach (InstanceRecord instance in instances)
            {
                CheckState(instance, instance.HasNode || instance.Power is PowerState.Stopped or PowerState.RebootStopping, "started");
            }

            return Switch(context, instances, instance =>
                instance.Power == PowerState.Stopped
                    ? instance with
                    {
                        Power = PowerState.Starting,
                        LaunchedAt = context.At,
                        Reason = "",
                        ReasonAt = null,
                    }
                    : instance
            );
        };
    }

    /// <summary>RebootInstances: all instances or none. A reboot in progress continues.</summary>
    public static QueryAction Reboot(QueryReader reader)
    {
        Func<ActionContext, InstanceRecord[]> find = ReadInstances(reader);
        return context =>
        {
            InstanceRecord[] instances = find(context);
            CheckReplacement(context, "RebootInstances");
            foreach (InstanceRecord instance in instances)
            {
                CheckState(instance, instance.IsRunning || instance.IsRebooting, "rebooted");
            }

            AccountState state = instances
                .Where(instance => !instance.IsRebooting)
                .Aggregate(context.State, static (account, instance) => account.With(instance with { Power = PowerState.RebootStopping }));
            return new QueryActionResult(state, static xml => xml.Leaf("return", value: true));
        };
    }

    /// <param name="operation">The forbidden operation.</param>
    /// <exception cref="QueryErrorException">An attribute of the instance forbids the operation.</exception>
    public static void CheckAllowed(InstanceRecord instance, bool isForbidden, string operation, string attribute)
    {
        if (isForbidden)
        {
            throw new QueryErrorException(
                new QueryError(
                    400,
                    "OperationNotPermitted",
                    $"The instance '{instance.Id}' may not be {operation}. Modify its '{attribute}' instance attribute and try again."
                )
            );
        }
    }

    /// <summary>Reads a list of instances. The result finds them, and rejects an empty list and unknown IDs.</summary>
    public static Func<ActionContext, InstanceRecord[]> ReadInstances(QueryReader reader)
    {
        ValueList<string> ids = reader.Texts("InstanceId");
        return context =>
        {
            if (ids.Count == 0)
            {
                throw new QueryErrorException(QueryError.NoInstances);
            }

            Ec2Actions.CheckIds(context.State.AllInstances, ids);
            return [.. ids.Distinct(StringComparer.Ordinal).Select(id => context.State.AnyInstance(id)!)];
        };
    }

    private static QueryActionResult Switch(ActionContext context, InstanceRecord[] before, Func<InstanceRecord, InstanceRecord> change)
    {
        AccountState state = context.State;
        foreach (InstanceRecord instance in before)
        {
            InstanceRecord changed = change(instance);
            if (!ReferenceEquals(changed, instance))
            {
                state = state.With(changed);
            }
        }

        return new QueryActionResult(state, xml => xml.List("instancesSet", "item", before, (_, instance) =>
            {
                xml.Leaf("instanceId", instance.Id);
                RunActions.WriteState(xml, "currentState", state.AnyInstance(instance.Id)!);
                RunActions.WriteState(xml, "previousState", instance);
            }));
    }

    private static void CheckReplacement(ActionContext context, string action)
    {
        if (!context.Options.AllowNodeReplacement)
        {
            throw new QueryErrorException(
                new QueryError(
                    400,
                    "UnsupportedOperation",
                    $"{action} is refused: the instance would get a new node under its id, and its disk would be lost. "
                        + "Where "
                        + "no node holds data, set "
                        + $"AutoScalingEndpointOptions.{nameof(AutoScalingEndpointOptions.AllowNodeReplacement)} of the "
                        + "endpoint."
                )
            );
        }
    }

    private static void CheckState(InstanceRecord instance, bool isPossible, string operation)
    {
        if (!isPossible)
        {
            throw new QueryErrorException(
                new QueryError(
                    400,
                    "IncorrectInstanceState",
                    $"The instance '{instance.Id}' is not in a state from which it can be {operation}: "
                        + $"{Ec2InstanceWriter.GetState(instance).Name}."
                )
            );
        }
    }
}
