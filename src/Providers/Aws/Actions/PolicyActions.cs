using Scalewright.Decisions.Policies;
using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Actions on scaling policies of groups: step, simple and target-tracking policies.</summary>
internal static class PolicyActions
{
    public static QueryAction Put(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        PolicyRecord requested = PolicyReader.Read(reader);
        return context =>
        {
            GroupRecord group = context.Group(name);
            PolicyRecord? existing = group.Policy(requested.Name);
            PolicyRecord policy = requested with { Number = existing?.Number ?? context.State.NextNumber };
            ValueList<PolicyRecord> replaced = [.. group.Policies.Select(old => old.Name == policy.Name ? policy : old)];
            ValueList<PolicyRecord> policies = existing is null ? replaced.Add(policy) : replaced;
            AccountState state = context.State.With(GroupSizing.Forget(group, policy.Name) with { Policies = policies }) with
            {
                NextNumber = context.State.NextNumber + 1,
            };
            return new QueryActionResult(state, xml => xml.Leaf("PolicyARN", Arn(context, group, policy)).Empty("Alarms"));
        };
    }

    public static QueryAction Delete(QueryReader reader)
    {
        Func<ActionContext, (GroupRecord Group, PolicyRecord Policy)> find = ReadPolicy(reader);
        return context =>
        {
            (GroupRecord group, PolicyRecord policy) = find(context);
            return new QueryActionResult(
                context.State.With(
                    GroupSizing.Forget(group, policy.Name) with
                    {
                        Policies = [.. group.Policies.Where(existing => existing.Name != policy.Name)],
                    }
                )
            );
        };
    }

    public static QueryAction Execute(QueryReader reader)
    {
        bool honors = reader.Boolean("HonorCooldown") ?? false;
        (double? value, double? threshold) = (reader.Fraction("MetricValue"), reader.Fraction("BreachThreshold"));
        Func<ActionContext, (GroupRecord Group, PolicyRecord Policy)> find = ReadPolicy(reader);
        return context =>
        {
            (GroupRecord group, PolicyRecord policy) = find(context);
            if (policy.Kind is not (PolicyRecord.Simple or PolicyRecord.Stepped))
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
            int desired = (int)(
                context.IsPhantom(group) ? Math.Clamp(size, 0, int.MaxValue) : Math.Clamp(size, group.MinSize, group.MaxSize)
            );
            GroupRecord cooling = group with
            {
                CooldownUntil = context.At + TimeSpan.FromSeconds(policy.Cooldown ?? group.DefaultCooldown),
            };
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
        };
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
        if (warming == 0)
        {
            return adjusted;
        }

        return adjusted > group.Desired ? Math.Max(group.Desired, adjustment.Apply(Math.Max(0, group.Desired - warming))) : group.Desired;
    }

    public static QueryAction Describe(QueryReader reader)
    {
        string? name = reader.Text("AutoScalingGroupName");
        ValueList<string> names = reader.Texts("PolicyNames.member", PolicyReader.MaxNameLength);
        ValueList<string> kinds = reader.Texts("PolicyTypes.member");
        PageRequest page = PageRequest.Read(reader);
        return context =>
        {
            IEnumerable<GroupRecord> groups = name is null ? context.State.Groups.Values : [context.Group(name)];
            IEnumerable<(GroupRecord Group, PolicyRecord Policy)> policies = groups
                .SelectMany(group => group.Policies.Select(policy => (group, policy)))
                .Where(entry =>
                    names.Count == 0
                    || names.Contains(entry.policy.Name, StringComparer.Ordinal)
                    || names.Contains(Arn(context, entry.group, entry.policy), StringComparer.Ordinal)
                )
                .Where(entry => kinds.Selects(entry.policy.Kind));
            return page.Reply(
                context,
                "policies",
                policies,
                entry => Arn(context, entry.Group, entry.Policy),
                "ScalingPolicies",
                (xml, entry) => Write(xml, context, entry.Group, entry.Policy)
            );
        };
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
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"No step of policy {TextEscaping.Escape(policy.Name)} covers the metric value {metric} with the "
                            + $"threshold {breach}."
                    )
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

    /// <summary>Reads a policy. The result finds it by its ARN or name: in the named group, or in the only group that has it.</summary>
    private static Func<ActionContext, (GroupRecord Group, PolicyRecord Policy)> ReadPolicy(QueryReader reader)
    {
        string name = reader.Required("PolicyName", PolicyReader.MaxNameLength);
        string? groupName = reader.Text("AutoScalingGroupName");
        return context =>
        {
            (GroupRecord Group, PolicyRecord Policy)[] matches =
            [
                .. (groupName is null ? context.State.Groups.Values : [context.Group(groupName)])
                    .SelectMany(group => group.Policies.Select(policy => (Group: group, Policy: policy)))
                    .Where(entry => entry.Policy.Name == name || Arn(context, entry.Group, entry.Policy) == name),
            ];
            return matches.Length == 1
                ? matches[0]
                : throw new QueryErrorException(QueryError.Validation(NotOne(name, groupName, matches)));
        };
    }

    private static string NotOne(string name, string? group, (GroupRecord Group, PolicyRecord Policy)[] matches)
    {
        if (matches.Length > 1)
        {
            string groups = string.Join(", ", matches.Select(entry => TextEscaping.Escape(entry.Group.Name)));
            return $"Several groups have a policy '{TextEscaping.Escape(name)}': {groups}; name the group or the ARN of the policy";
        }

        return group is null
            ? $"Policy name not found - no policy '{TextEscaping.Escape(name)}'"
            : $"Policy name not found - no policy '{TextEscaping.Escape(name)}' for AutoScalingGroup '{TextEscaping.Escape(group)}'";
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
            .LeafIfNotEmpty("MetricAggregationType", policy.Aggregation)
            .LeafIfSet("ScalingAdjustment", policy.Change)
            .LeafIfSet("Cooldown", policy.Cooldown)
            .LeafIfSet("EstimatedInstanceWarmup", policy.Warmup)
            .LeafIfSet("MinAdjustmentStep", policy.MinMagnitude)
            .LeafIfSet("MinAdjustmentMagnitude", policy.MinMagnitude)
            .List("StepAdjustments", "member", policy.Steps, WriteStep);
        if (policy.Target is { } target)
        {
            TrackedMetric.Write(xml.Open("TargetTrackingConfiguration"), policy);
            xml.LeafIfNotEmpty("TargetValue", PolicyReader.Text(target))
                .Leaf("DisableScaleIn", policy.IsScaleInDisabled)
                .Close("TargetTrackingConfiguration");
        }

        xml.Empty("Alarms").Leaf("Enabled", value: !policy.IsDisabled).Empty("PredictiveScalingConfiguration");
    }

    private static void WriteStep(XmlText xml, StepRecord step) =>
        xml.LeafIfNotEmpty("MetricIntervalLowerBound", PolicyReader.Text(step.Lower))
            .LeafIfNotEmpty("MetricIntervalUpperBound", PolicyReader.Text(step.Upper))
            .Leaf("ScalingAdjustment", step.Adjustment);
}
