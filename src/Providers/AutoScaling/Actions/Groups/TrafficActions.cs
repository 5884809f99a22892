using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>
/// Load balancers and target groups that groups name. They are records: no traffic reaches nodes, and a name needs to
/// be that of nothing. A classic load balancer of the name has the instances that serve in the group.
/// </summary>
internal static class TrafficActions
{
    // AutoScaling API reference, AttachLoadBalancers and AttachLoadBalancerTargetGroups.
    private const int AtOnceMax = 10;
    private const int ArnLengthMax = 511;
    private const string Balancers = "LoadBalancerNames";
    private const string Targets = "TargetGroupARNs";

    // AutoScaling API reference, LoadBalancerState: all instances of the group are registered.
    private const string Added = "Added";

    /// <summary>The target groups of a group that is created; what is wrong is noted.</summary>
    public static ValueList<string> ReadTargets(QueryReader read) => read.Texts(Targets + ".member", ArnLengthMax);

    /// <summary>AttachLoadBalancers: those that are there already stay.</summary>
    public static ActionResult AttachBalancers(ActionContext context)
    {
        (GroupRecord group, ValueList<string> names) = Read(context, Balancers);
        return Done(context, group with { LoadBalancers = Joined(group.LoadBalancers, names) });
    }

    /// <summary>DetachLoadBalancers: all of them or none.</summary>
    public static ActionResult DetachBalancers(ActionContext context)
    {
        (GroupRecord group, ValueList<string> names) = Read(context, Balancers);
        return Done(context, group with { LoadBalancers = Left(group.LoadBalancers, names, "Load Balancers") });
    }

    /// <summary>DescribeLoadBalancers.</summary>
    public static ActionResult DescribeBalancers(ActionContext context) =>
        Describe(context, "LoadBalancers", "LoadBalancerName", static group => group.LoadBalancers);

    /// <summary>AttachLoadBalancerTargetGroups: those that are there already stay.</summary>
    public static ActionResult AttachTargets(ActionContext context)
    {
        (GroupRecord group, ValueList<string> arns) = Read(context, Targets);
        return Done(context, group with { TargetGroups = Joined(group.TargetGroups, arns) });
    }

    /// <summary>DetachLoadBalancerTargetGroups: all of them or none.</summary>
    public static ActionResult DetachTargets(ActionContext context)
    {
        (GroupRecord group, ValueList<string> arns) = Read(context, Targets);
        return Done(context, group with { TargetGroups = Left(group.TargetGroups, arns, "Target Groups") });
    }

    /// <summary>DescribeLoadBalancerTargetGroups.</summary>
    public static ActionResult DescribeTargets(ActionContext context) => Describe(
        context, "LoadBalancerTargetGroups", "LoadBalancerTargetGroupARN", static group => group.TargetGroups);

    private static (GroupRecord Group, ValueList<string> Names) Read(ActionContext context, string list)
    {
        QueryReader read = context.Read;
        string name = read.Required("AutoScalingGroupName");
        ValueList<string> names = read.Texts(list + ".member", ArnLengthMax);
        if (names.Count is 0 or > AtOnceMax)
        {
            read.Refuse($"Value at '{list}' failed to satisfy constraint: Member must have length of 1 to {AtOnceMax}");
        }

        read.Finish();
        return (context.Group(name), names);
    }

    private static ActionResult Describe(
        ActionContext context, string list, string member, Func<GroupRecord, ValueList<string>> namesOf)
    {
        string name = context.Read.Required("AutoScalingGroupName");
        context.Read.Finish();
        Page<string> page = Page<string>.Of(context, list, namesOf(context.Group(name)), static one => one);
        return new ActionResult(context.State, xml => page.WriteTo(xml.List(
            list, "member", page.Items, (_, one) => xml.Leaf(member, one).Leaf("State", Added))));
    }

    private static ValueList<string> Joined(ValueList<string> there, ValueList<string> names) =>
        [.. there.Concat(names).Distinct(StringComparer.Ordinal)];

    /// <exception cref="QueryFaultException">One is not of the group.</exception>
    private static ValueList<string> Left(ValueList<string> there, ValueList<string> names, string word) =>
        names.All(name => there.Contains(name, StringComparer.Ordinal))
        ? [.. there.Except(names, StringComparer.Ordinal)]
        : throw new QueryFaultException(
            WireFault.Validation($"Trying to remove {word} that are not part of the group"));

    private static ActionResult Done(ActionContext context, GroupRecord group) =>
        new(context.State.With(group), static _ => { });
}
