using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>API actions for the lifecycle hooks of groups, and for instances that wait at a hook.</summary>
internal static class HookActions
{
    // AutoScaling API reference, PutLifecycleHook and "Quotas". Timeouts are in seconds.
    private const int MinTimeout = 30;
    private const int MaxTimeout = 7200;
    private const int MaxHooks = 50;
    private const int TokenLength = 36;
    private const string Launching = "autoscaling:EC2_INSTANCE_LAUNCHING";
    private const string Terminating = "autoscaling:EC2_INSTANCE_TERMINATING";

    /// <summary>PutLifecycleHook. Parameters that are not set keep the values of an existing hook.</summary>
    public static QueryAction Put(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        Func<GroupRecord, GroupRecord> setHook = ReadHook(reader, "");
        return context => new QueryActionResult(context.State.With(setHook(context.Group(name))), static _ => { });
    }

    public static QueryAction Describe(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        ValueList<string> names = reader.Texts("LifecycleHookNames.member");
        return context =>
        {
            IEnumerable<LifecycleHookRecord> hooks = context.Group(name).Hooks.Where(hook => names.Selects(hook.Name));
            return new QueryActionResult(context.State, xml =>
                xml.List("LifecycleHooks", "member", hooks, (_, hook) => WriteHook(xml, name, hook))
            );
        };
    }

    /// <summary>
    /// DeleteLifecycleHook. Completes the pending actions of the hook: launches are abandoned, terminations continue.
    /// </summary>
    public static QueryAction Delete(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        string hook = reader.Required("LifecycleHookName");
        return context =>
        {
            GroupRecord group = context.Group(name);
            _ = FindHook(group, hook);
            AccountState state = context.State.With(group with { Hooks = [.. group.Hooks.Where(existing => existing.Name != hook)] });
            foreach (InstanceRecord instance in group.Instances)
            {
                if (instance.Actions.FirstOrDefault(action => action.Hook == hook) is { } action)
                {
                    string result = instance.State is InstanceState.PendingWait or InstanceState.WarmedPendingWait
                        ? LifecycleHookRecord.Abandon
                        : LifecycleHookRecord.Continue;
                    state = Lifecycle.Complete(context, state, instance, action, result);
                }
            }

            return new QueryActionResult(state, static _ => { });
        };
    }

    public static QueryAction Complete(QueryReader reader)
    {
        string result = reader.Required("LifecycleActionResult");
        reader.AddErrorIf(
            result is not (LifecycleHookRecord.Continue or LifecycleHookRecord.Abandon or ""),
            "lifecycleActionResult",
            "Member must be one of ABANDON, CONTINUE",
            result
        );

        Func<ActionContext, (InstanceRecord Instance, LifecycleAction Action)> find = ReadAction(reader);
        return context =>
        {
            (InstanceRecord instance, LifecycleAction action) = find(context);
            return new QueryActionResult(Lifecycle.Complete(context, context.State, instance, action, result), static _ => { });
        };
    }

    /// <summary>RecordLifecycleActionHeartbeat. Restarts the timeout, but not beyond the last deadline.</summary>
    public static QueryAction Heartbeat(QueryReader reader)
    {
        Func<ActionContext, (InstanceRecord Instance, LifecycleAction Action)> find = ReadAction(reader);
        return context =>
        {
            (InstanceRecord instance, LifecycleAction action) = find(context);
            DateTimeOffset deadline =
                context.At + TimeSpan.FromSeconds(FindHook(context.Group(instance.Group), action.Hook).HeartbeatTimeout);
            LifecycleAction extended = action with { Deadline = deadline < action.LastDeadline ? deadline : action.LastDeadline };
            return new QueryActionResult(
                context.State.With(
                    instance with
                    {
                        Actions =
                        [
                            .. instance.Actions.Select(lifecycleAction => lifecycleAction.Hook == action.Hook ? extended : lifecycleAction),
                        ],
                    }
                ),
                static _ => { }
            );
        };
    }

    /// <summary>Reads <c>LifecycleHookSpecificationList</c> of a new group.</summary>
    public static Func<GroupRecord, GroupRecord> ReadAll(QueryReader reader)
    {
        Func<GroupRecord, GroupRecord>[] hooks =
        [
            .. reader.Structures("LifecycleHookSpecificationList.member").Select(prefix => ReadHook(reader, prefix)),
        ];
        return group => hooks.Aggregate(group, (result, set) => set(result));
    }

    /// <summary>Reads a hook. The result adds it to a group, or changes the hook of the same name.</summary>
    private static Func<GroupRecord, GroupRecord> ReadHook(QueryReader reader, string prefix)
    {
        reader.Reject(
            "no notifications are sent here; ask DescribeAutoScalingInstances which instances wait",
            prefix + "NotificationTargetARN",
            prefix + "NotificationMetadata",
            prefix + "RoleARN"
        );
        string name = reader.Required(prefix + "LifecycleHookName");
        // AutoScaling API reference, AsciiStringMaxLen255.
        reader.AddErrorIf(
            !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '/'),
            $"{prefix}lifecycleHookName",
            "Member must have letters, digits and - _ / only",
            name
        );

        string? transition = reader.Text(prefix + "LifecycleTransition");
        reader.AddErrorIf(
            transition is not (Launching or Terminating or null or ""),
            $"{prefix}lifecycleTransition",
            $"Member must be one of {Launching}, {Terminating}",
            transition
        );

        string? result = reader.Text(prefix + "DefaultResult");
        reader.AddErrorIf(
            result is not (null or LifecycleHookRecord.Continue or LifecycleHookRecord.Abandon),
            $"{prefix}defaultResult",
            "Member must be one of ABANDON, CONTINUE",
            result
        );

        int? timeout = reader.Number(prefix + "HeartbeatTimeout", MinTimeout, MaxTimeout);
        return group =>
        {
            LifecycleHookRecord? existing = group.Hooks.FirstOrDefault(hook => hook.Name == name);
            if (existing is null)
            {
                _ = reader.Required(prefix + "LifecycleTransition");
                reader.Finish();
            }

            LifecycleHookRecord hook = existing ?? new LifecycleHookRecord(name, transition == Launching);
            return SetHook(
                group,
                hook with
                {
                    IsLaunching = string.IsNullOrEmpty(transition) ? hook.IsLaunching : transition == Launching,
                    HeartbeatTimeout = timeout ?? hook.HeartbeatTimeout,
                    DefaultResult = result ?? hook.DefaultResult,
                }
            );
        };
    }

    private static GroupRecord SetHook(GroupRecord group, LifecycleHookRecord hook)
    {
        bool isNew = group.Hooks.All(existing => existing.Name != hook.Name);
        if (isNew && group.Hooks.Count >= MaxHooks)
        {
            throw new QueryErrorException(
                QueryError.LimitExceeded($"Only {MaxHooks} lifecycle hooks are allowed on one AutoScalingGroup.")
            );
        }

        ValueList<LifecycleHookRecord> hooks = [.. group.Hooks.Select(existing => existing.Name == hook.Name ? hook : existing)];
        return group with { Hooks = isNew ? hooks.Add(hook) : hooks };
    }

    private static LifecycleHookRecord FindHook(GroupRecord group, string name) =>
        group.Hooks.FirstOrDefault(hook => hook.Name == name)
        ?? throw new QueryErrorException(QueryError.Validation($"No Lifecycle Hook found with name: {TextEscaping.Escape(name)}"));

    /// <summary>Reads a lifecycle action. The result finds it by its token or by the instance ID.</summary>
    private static Func<ActionContext, (InstanceRecord Instance, LifecycleAction Action)> ReadAction(QueryReader reader)
    {
        (string name, string hook) = (reader.Required("AutoScalingGroupName"), reader.Required("LifecycleHookName"));
        (string? token, string? id) = (reader.Text("LifecycleActionToken", TokenLength), reader.Text("InstanceId"));
        if (token is null && id is null)
        {
            reader.AddError("One of LifecycleActionToken and InstanceId must be given");
        }

        return context =>
        {
            GroupRecord group = context.Group(name);
            _ = FindHook(group, hook);
            foreach (InstanceRecord instance in group.Instances.Where(instance => id is null || instance.Id == id))
            {
                if (
                    instance.Actions.FirstOrDefault(action => action.Hook == hook && (token is null || action.Token == token)) is { } action
                )
                {
                    return (instance, action);
                }
            }

            throw new QueryErrorException(
                QueryError.Validation(
                    id is null
                        ? $"No active Lifecycle Action found with token {TextEscaping.Escape(token!)}"
                        : $"No active Lifecycle Action found with instance ID {TextEscaping.Escape(id)}"
                )
            );
        };
    }

    private static void WriteHook(XmlText xml, string group, LifecycleHookRecord hook) =>
        xml.Leaf("LifecycleHookName", hook.Name)
            .Leaf("AutoScalingGroupName", group)
            .Leaf("LifecycleTransition", hook.IsLaunching ? Launching : Terminating)
            .LeafIfNotEmpty("NotificationMetadata", hook.Metadata)
            .Leaf("HeartbeatTimeout", hook.HeartbeatTimeout)
            .Leaf("GlobalTimeout", hook.GlobalTimeout())
            .Leaf("DefaultResult", hook.DefaultResult);
}
