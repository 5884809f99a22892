using Scalewright.Decisions.Policies;

namespace Scalewright.Providers.AutoScaling.Actions;

internal static class PolicyActions
{
    public static QueryActionResult Put(ActionContext context)
    {
        string name = context.Read.Required("AutoScalingGroupName");
        PolicyRecord read = PolicyReader.Read(context.Read, context.State.NextNumber);
        context.Read.Finish();
        GroupRecord group = context.Group(name);
        PolicyRecord? existing = group.Policy(read.Name);
        PolicyRecord policy = existing is null ? read : read with { Number = existing.Number };
        ValueList<PolicyRecord> replaced = [.. group.Policies.Select(old => old.Name == policy.Name ? policy : old)];
        ValueList<PolicyRecord> policies = existing is null ? replaced.Add(policy) : replaced;
        AccountState state = context.State.With(GroupSizing.Forget(group, policy.Name) with { Policies = policies }) with
        {
            NextNumber = context.State.NextNumber + 1,
        };
        return new QueryActionResult(state, xml => xml.Leaf("PolicyARN", Arn(context, group, policy)).Empty("Alarms"));
    }

    public static QueryActionResult Delete(ActionContext context)
    {
        (GroupRecord group, PolicyRecord policy) = Find(context);
        return new QueryActionResult(
            context.State.With(
                GroupSizing.Forget(group, policy.Name) with
                {
                    Policies = [.. group.Policies.Where(other => other.Name != policy.Name)],
                }
            )
        );
    }

    public static QueryActionResult Execute(ActionContext context)
    {
        bool honors = context.Read.Boolean("HonorCooldown") ?? false;
        (double? value, double? threshold) = (context.Read.Fraction("MetricValue"), context.Read.Fraction("BreachThreshold"));
        (GroupRecord group, PolicyRecord policy) = Find(context);
        if (policy.Kind is PolicyRecord.Tracking or PolicyRecord.Predictive)
        {
            throw new QueryErrorException(
                QueryError.Validation($"Policy {TextEscaping.Escape(policy.Name)} is of type {policy.Kind} and cannot be executed.")
            );
        }

        CheckExecution(policy, honors, value ?? threshold);
        if (policy.IsDisabled)
        {
            throw new QueryErrorException(
                QueryError.Validation($"Policy {TextEscaping.Escape(policy.Name)} is disabled and cannot be executed.")
            );
        }

        if (honors)
        {
            GroupSettings.CheckCooldown(context, group);
        }

        double size = ComputeSize(context, group, policy, GetAmount(policy, value, threshold));
        int desired = (int)(context.IsPhantom(group) ? Math.Clamp(size, 0, int.MaxValue) : Math.Clamp(size, group.MinSize, group.MaxSize));
        GroupRecord cooling = group with { CooldownUntil = context.At + TimeSpan.FromSeconds(policy.Cooldown ?? group.DefaultCooldown) };
        return new QueryActionResult(
            GroupActions.Resize(
                context,
                context.State,
                cooling,
                desired,
                $"in response to the execution of policy {policy.Name}",
                policy.WarmupIn(group)
            )
        );
    }

    /// <summary>Rejects parameters that the type of the policy does not have.</summary>
    /// <remarks>
    /// AutoScaling API reference, ExecutePolicy: HonorCooldown is valid only for simple policies; MetricValue and
    /// BreachThreshold are not supported except for step policies.
    /// </remarks>
    private static void CheckExecution(PolicyRecord policy, bool honorsCooldown, double? metric)
    {
        if (honorsCooldown && policy.Kind != PolicyRecord.Simple)
        {
            throw new QueryErrorException(
                QueryError.Validation($"HonorCooldown is valid only for a policy of type {PolicyRecord.Simple}.")
            );
        }

        if (metric is not null && policy.Kind != PolicyRecord.Stepped)
        {
            throw new QueryErrorException(
                QueryError.Validation($"MetricValue and BreachThreshold are valid only for a policy of type {PolicyRecord.Stepped}.")
            );
        }
    }

    /// <summary>
    /// Returns the size that a policy computes. A step policy scales out without counting the instances that are
    /// warming up, and does not scale in while instances warm up.
    /// </summary>
    private static double ComputeSize(ActionContext context, GroupRecord group, PolicyRecord policy, int amount)
    {
        CapacityAdjustment adjustment = new(Enum.Parse<AdjustmentType>(policy.AdjustmentType), amount)
        {
            MinAdjustmentMagnitude = policy.MinMagnitude ?? 0,
        };
        int warming = policy.Kind == PolicyRecord.Stepped ? group.WarmingAt(context.At) : 0;
        double adjusted = adjustment.Apply(group.Desired);
        return warming switch
        {
            0 => adjusted,
            _ when adjusted > group.Desired => Math.Max(group.Desired, adjustment.Apply(Math.Max(0, group.Desired - warming))),
            _ => group.Desired,
        };
    }

    public static QueryActionResult Describe(ActionContext context)
    {
        string? name = context.Read.Text("AutoScalingGroupName");
        ValueList<string> names = context.Read.Texts("PolicyNames.member", PolicyReader.MaxNameLength);
        ValueList<string> kinds = context.Read.Texts("PolicyTypes.member");
        context.Read.Finish();
        IEnumerable<GroupRecord> groups = name is null ? context.State.Groups.Values : [context.Group(name)];
        IEnumerable<(GroupRecord Group, PolicyRecord Policy)> found = groups
            .SelectMany(group => group.Policies.Select(policy => (group, policy)))
            .Where(entry =>
                names.Count == 0
                || names.Contains(entry.policy.Name, StringComparer.Ordinal)
                || names.Contains(Arn(context, entry.group, entry.policy), StringComparer.Ordinal)
            )
            .Where(entry => kinds.Count == 0 || kinds.Contains(entry.policy.Kind, StringComparer.Ordinal));
        Page<(GroupRecord Group, PolicyRecord Policy)> page = Page<(GroupRecord Group, PolicyRecord Policy)>.Create(
            context,
            "policies",
            found,
            entry => Arn(context, entry.Group, entry.Policy)
        );
        return new QueryActionResult(context.State, xml =>
            page.WriteTo(xml.List("ScalingPolicies", "member", page.Items, (_, entry) => Write(xml, context, entry.Group, entry.Policy)))
        );
    }

    private static int GetAmount(PolicyRecord policy, double? value, double? threshold)
    {
        if (policy.Kind == PolicyRecord.Simple)
        {
            return policy.Change ?? 0;
        }

        if (value is not { } metric || threshold is not { } breach)
        {
            throw new QueryErrorException(
                QueryError.Validation("MetricValue and BreachThreshold are required for a policy of type StepScaling.")
            );
        }

        return FindStep(policy, metric - breach)?.Adjustment
            ?? throw new QueryErrorException(
                QueryError.Validation(
                    $"No step of policy {TextEscaping.Escape(policy.Name)} covers the metric value {metric} with the "
                        + $"threshold {breach}."
                )
            );
    }

    /// <summary>Finds the step for the distance of a metric from the threshold.</summary>
    /// <remarks>
    /// AutoScaling API reference, StepAdjustment: above the threshold the lower bound is inclusive, and otherwise the
    /// upper bound. At the threshold itself, an alarm of either direction can be active.
    /// </remarks>
    private static StepRecord? FindStep(PolicyRecord policy, double distance) =>
        policy.Steps.FirstOrDefault(step => step.ToStep().Contains(distance, isGreater: distance > 0))
        ?? policy.Steps.FirstOrDefault(step => distance == 0 && step.ToStep().Contains(distance, isGreater: true));

    /// <summary>Finds a policy by its ARN or name: in the named group, or in the only group that has it.</summary>
    private static (GroupRecord Group, PolicyRecord Policy) Find(ActionContext context)
    {
        string name = context.Read.Required("PolicyName", PolicyReader.MaxNameLength);
        string? groupName = context.Read.Text("AutoScalingGroupName");
        context.Read.Finish();
        (GroupRecord Group, PolicyRecord Policy)[] found =
        [
            .. (groupName is null ? context.State.Groups.Values : [context.Group(groupName)])
                .SelectMany(group => group.Policies.Select(policy => (Group: group, Policy: policy)))
                .Where(entry => entry.Policy.Name == name || Arn(context, entry.Group, entry.Policy) == name),
        ];
        return found.Length == 1 ? found[0] : throw new QueryErrorException(QueryError.Validation(NotOne(name, groupName, found)));
    }

    private static string NotOne(string name, string? group, (GroupRecord Group, PolicyRecord Policy)[] found)
    {
        if (found.Length > 1)
        {
            string groups = string.Join(", ", found.Select(entry => TextEscaping.Escape(entry.Group.Name)));
            return $"Several groups have a policy '{TextEscaping.Escape(name)}': {groups}; name the group or the ARN " + "of the policy";
        }

        return group is null
            ? $"Policy name not found - no policy '{TextEscaping.Escape(name)}'"
            : $"Policy name not found - no policy '{TextEscaping.Escape(name)}' for AutoScalingGroup " + $"'{TextEscaping.Escape(group)}'";
    }

    private static string Arn(ActionContext context, GroupRecord group, PolicyRecord policy) =>
        context.Arn("scalingPolicy", policy.Number, $"autoScalingGroupName/{group.Name}:policyName/{policy.Name}");

    private static void Write(XmlText xml, ActionContext context, GroupRecord group, PolicyRecord policy)
    {
        xml.Leaf("AutoScalingGroupName", group.Name)
            .Leaf("PolicyName", policy.Name)
            .Leaf("PolicyARN", Arn(context, group, policy))
            .Leaf("PolicyType", policy.Kind)
            .LeafIfNotEmpty("AdjustmentType", policy.AdjustmentType)
            .LeafIfNotEmpty("MetricAggregationType", policy.Aggregation);
        Numbers(xml, policy);
        xml.List("StepAdjustments", "member", policy.Steps, static (xml, step) => WriteStep(xml, step));
        if (policy.Target is { } target)
        {
            TrackedMetric.Write(xml.Open("TargetTrackingConfiguration"), policy);
            xml.Leaf("TargetValue", PolicyReader.Text(target))
                .Leaf("DisableScaleIn", policy.IsScaleInDisabled)
                .Close("TargetTrackingConfiguration");
        }

        xml.Empty("Alarms").Leaf("Enabled", value: !policy.IsDisabled);
        if (policy.Prediction is { } prediction)
        {
            PredictiveConfiguration.Write(xml, prediction);
        }
        else
        {
            xml.Empty("PredictiveScalingConfiguration");
        }
    }

    private static void Numbers(XmlText xml, PolicyRecord policy)
    {
        _ = policy.Change is { } change ? xml.Leaf("ScalingAdjustment", change) : xml;
        _ = policy.Cooldown is { } cooldown ? xml.Leaf("Cooldown", cooldown) : xml;
        _ = policy.Warmup is { } warmup ? xml.Leaf("EstimatedInstanceWarmup", warmup) : xml;
        _ = policy.MinMagnitude is { } magnitude ? xml.Leaf("MinAdjustmentStep", magnitude).Leaf("MinAdjustmentMagnitude", magnitude) : xml;
    }

    private static void WriteStep(XmlText xml, StepRecord step)
    {
        _ = step.Lower is { } lower ? xml.Leaf("MetricIntervalLowerBound", PolicyReader.Text(lower)) : xml;
        _ = step.Upper is { } upper ? xml.Leaf("MetricIntervalUpperBound", PolicyReader.Text(upper)) : xml;
        xml.Leaf("ScalingAdjustment", step.Adjustment);
    }
}
