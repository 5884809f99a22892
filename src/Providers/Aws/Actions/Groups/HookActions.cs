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
    public static QueryActionResult Put(ActionContext context)
    {
        string name = context.Read.Required("AutoScalingGroupName");
        GroupRecord group = context.State.Groups.TryGetValue(name, out GroupRecord? existingGroup)
            ? existingGroup
            : new GroupRecord(name, 0, context.At);
        LifecycleHookRecord hook = ReadHook(context, "", group);
        context.Read.Finish();
        return new QueryActionResult(context.State.With(SetHook(context.Group(name), hook)), static _ => { });
    }

    public static QueryActionResult Describe(ActionContext context)
    {
        string name = context.Read.Required("AutoScalingGroupName");
        ValueList<string> names = context.Read.Texts("LifecycleHookNames.member");
        context.Read.Finish();
        IEnumerable<LifecycleHookRecord> hooks = context
            .Group(name)
            .Hooks.Where(hook => names.Count == 0 || names.Contains(hook.Name, StringComparer.Ordinal));
        return new QueryActionResult(context.State, xml =>
            xml.List("LifecycleHooks", "member", hooks, (_, hook) => WriteHook(xml, name, hook))
        );
    }

    /// <summary>
    /// DeleteLifecycleHook. Completes the pending actions of the hook: launches are abandoned, terminations continue.
    /// </summary>
    public static QueryActionResult Delete(ActionContext context)
    {
        string name = context.Read.Required("AutoScalingGroupName");
        string hook = context.Read.Required("LifecycleHookName");
        context.Read.Finish();
        GroupRecord group = context.Group(name);
        _ = FindHook(group, hook);
        AccountState state = context.State.With(group with { Hooks = [.. group.Hooks.Where(other => other.Name != hook)] });
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
    }

    public static QueryActionResult Complete(ActionContext context)
    {
        string result = context.Read.Required("LifecycleActionResult");
        if (result is not (LifecycleHookRecord.Continue or LifecycleHookRecord.Abandon or ""))
        {
            context.Read.AddError(
                $"Value '{TextEscaping.Escape(result)}' at 'lifecycleActionResult' failed to satisfy constraint: "
                    + "Member must be one of ABANDON, CONTINUE"
            );
        }

        (InstanceRecord instance, LifecycleAction action) = FindAction(context);
        return new QueryActionResult(Lifecycle.Complete(context, context.State, instance, action, result), static _ => { });
    }

    /// <summary>RecordLifecycleActionHeartbeat. Restarts the timeout, but not beyond the last deadline.</summary>
    public static QueryActionResult Heartbeat(ActionContext context)
    {
        (InstanceRecord instance, LifecycleAction action) = FindAction(context);
        DateTimeOffset deadline = context.At + TimeSpan.FromSeconds(FindHook(context.Group(instance.Group), action.Hook).HeartbeatTimeout);
        LifecycleAction extended = action with { Deadline = deadline < action.LastDeadline ? deadline : action.LastDeadline };
        return new QueryActionResult(
            context.State.With(
                instance with
                {
                    Actions = [.. instance.Actions.Select(other => other.Hook == action.Hook ? extended : other)],
                }
            ),
            static _ => { }
        );
    }

    /// <summary>Reads <c>LifecycleHookSpecificationList</c> of a new group.</summary>
    public static GroupRecord ReadAll(ActionContext context, GroupRecord group) =>
        context
            .Read.Structures("LifecycleHookSpecificationList.member")
            .Aggregate(group, (result, prefix) => SetHook(result, ReadHook(context, prefix, result)));

    private static LifecycleHookRecord ReadHook(ActionContext context, string prefix, GroupRecord group)
    {
        QueryReader read = context.Read;
        string name = read.Required(prefix + "LifecycleHookName");
        if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '/'))
        {
            // AutoScaling API reference, AsciiStringMaxLen255.
            read.AddError(
                $"Value '{TextEscaping.Escape(name)}' at '{prefix}lifecycleHookName' failed to satisfy constraint: "
                    + "Member must have letters, digits and - _ / only"
            );
        }

        LifecycleHookRecord? existing = group.Hooks.FirstOrDefault(hook => hook.Name == name);
        string? transition = existing is null ? read.Required(prefix + "LifecycleTransition") : read.Text(prefix + "LifecycleTransition");
        if (transition is not (Launching or Terminating or null or ""))
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(transition)}' at '{prefix}lifecycleTransition' failed to satisfy "
                    + $"constraint: Member must be one of {Launching}, {Terminating}"
            );
        }

        string? result = read.Text(prefix + "DefaultResult");
        if (result is not (null or LifecycleHookRecord.Continue or LifecycleHookRecord.Abandon))
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(result)}' at '{prefix}defaultResult' failed to satisfy constraint: "
                    + "Member must be one of ABANDON, CONTINUE"
            );
        }

        LifecycleHookRecord hook = existing ?? new LifecycleHookRecord(name, transition == Launching);
        return hook with
        {
            IsLaunching = string.IsNullOrEmpty(transition) ? hook.IsLaunching : transition == Launching,
            HeartbeatTimeout = read.Number(prefix + "HeartbeatTimeout", MinTimeout, MaxTimeout) ?? hook.HeartbeatTimeout,
            DefaultResult = result ?? hook.DefaultResult,
        };
    }

    private static GroupRecord SetHook(GroupRecord group, LifecycleHookRecord hook)
    {
        bool isNew = group.Hooks.All(other => other.Name != hook.Name);
        if (isNew && group.Hooks.Count >= MaxHooks)
        {
            throw new QueryErrorException(
                QueryError.LimitExceeded($"Only {MaxHooks} lifecycle hooks are allowed on one AutoScalingGroup.")
            );
        }

        ValueList<LifecycleHookRecord> hooks = [.. group.Hooks.Select(other => other.Name == hook.Name ? hook : other)];
        return group with { Hooks = isNew ? hooks.Add(hook) : hooks };
    }

    private static LifecycleHookRecord FindHook(GroupRecord group, string name) =>
        group.Hooks.FirstOrDefault(hook => hook.Name == name)
        ?? throw new QueryErrorException(QueryError.Validation($"No Lifecycle Hook found with name: {TextEscaping.Escape(name)}"));

    /// <summary>Finds the lifecycle action of a request by its token or by the instance ID.</summary>
    private static (InstanceRecord Instance, LifecycleAction Action) FindAction(ActionContext context)
    {
        QueryReader read = context.Read;
        (string name, string hook) = (read.Required("AutoScalingGroupName"), read.Required("LifecycleHookName"));
        (string? token, string? id) = (read.Text("LifecycleActionToken", TokenLength), read.Text("InstanceId"));
        if (token is null && id is null)
        {
            read.AddError("One of LifecycleActionToken and InstanceId must be given");
        }

        read.Finish();
        GroupRecord group = context.Group(name);
        _ = FindHook(group, hook);
        foreach (InstanceRecord instance in group.Instances.Where(instance => id is null || instance.Id == id))
        {
            if (instance.Actions.FirstOrDefault(action => action.Hook == hook && (token is null || action.Token == token)) is { } action)
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
