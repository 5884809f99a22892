using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.LoadBalancers;

/// <summary>Registers instances with classic load balancers, deregisters them and describes their health.</summary>
/// <remarks>Source: Elastic Load Balancing API reference (2012-06-01), InstanceState.</remarks>
internal static class RegistrationActions
{
    // The words of AWS for what is not the case.
    private const string NotApplicable = "N/A";

    /// <summary>RegisterInstancesWithLoadBalancer: all of them or none. Those that are there already stay.</summary>
    public static ActionResult Register(ActionContext context)
    {
        (LoadBalancerRecord balancer, InstanceRecord[] instances) = LoadBalancerLookup.Read(context);
        if (instances.FirstOrDefault(instance => instance.IsEnding || instance.State == InstanceState.Terminated)
            is { } ended)
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidInstance", $"EC2 instance {ended.Id} is not in a state in which it can be registered: "
                    + $"{Ec2Reply.StateOf(ended).Name}."));
        }

        return Done(context, balancer with
        {
            Registered =
            [
                .. Known(context, balancer).Concat(instances.Select(instance => instance.Id))
                    .Distinct(StringComparer.Ordinal)
            ],
        });
    }

    /// <summary>
    /// DeregisterInstancesFromLoadBalancer: all of them or none. One that serves in a group that names the load balancer
    /// is refused.
    /// </summary>
    public static ActionResult Deregister(ActionContext context)
    {
        (LoadBalancerRecord balancer, InstanceRecord[] instances) = LoadBalancerLookup.Read(context);
        HashSet<string> serving = new(
            balancer.ServingIn(context.State).Select(instance => instance.Id), StringComparer.Ordinal);
        if (instances.FirstOrDefault(instance => serving.Contains(instance.Id)) is { } held)
        {
            throw new QueryFaultException(new WireFault(
                400, "OperationNotPermitted",
                $"The instance {held.Id} is registered by its group {Printable.Escape(held.Group)}; detach the load "
                    + "balancer from the group, or move the instance into standby."));
        }

        return Done(context, balancer with
        {
            Registered =
            [
                .. Known(context, balancer).Except(instances.Select(instance => instance.Id), StringComparer.Ordinal)
            ],
        });
    }

    /// <summary>DescribeInstanceHealth: of the instances that are named, or of all that are registered.</summary>
    public static ActionResult DescribeHealth(ActionContext context)
    {
        (LoadBalancerRecord balancer, InstanceRecord[] named) = LoadBalancerLookup.Read(context, isOptional: true);
        InstanceRecord[] registered = [.. balancer.InstancesIn(context.State)];
        IEnumerable<InstanceRecord> shown = named.Length == 0
            ? registered
            : named.Where(instance => instance.State != InstanceState.Terminated);
        return new ActionResult(context.State, xml => xml.List("InstanceStates", "member", shown, (_, instance) =>
        {
            (string reason, string description) = TroubleOf(instance, registered.Any(one => one.Id == instance.Id));
            xml.Leaf("InstanceId", instance.Id)
                .Leaf("State", reason == NotApplicable ? "InService" : "OutOfService")
                .Leaf("ReasonCode", reason)
                .Leaf("Description", description);
        }));
    }

    // "Troubleshoot a Classic Load Balancer: instance registration" has the descriptions.
    private static (string Reason, string Description) TroubleOf(InstanceRecord instance, bool isRegistered) =>
        Ec2Reply.StateOf(instance).Name switch
    {
        _ when !isRegistered => ("Instance", "Instance is not currently registered with the LoadBalancer."),
        _ when instance.IsRunning && instance.IsHealthy => (NotApplicable, NotApplicable),
        "pending" => ("ELB", "Instance registration is still in progress."),
        "running" => (
            "Instance",
            "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."),
        "stopping" or "stopped" => ("Instance", "Instance is in stopped state."),
        _ => ("Instance", "Instance is in terminated state."),
    };

    /// <summary>Ids of those that were registered by themselves, without those that are gone.</summary>
    private static IEnumerable<string> Known(ActionContext context, LoadBalancerRecord balancer) =>
        balancer.Registered.Where(
            id => context.State.AnyInstance(id) is { } instance && instance.State != InstanceState.Terminated);

    private static ActionResult Done(ActionContext context, LoadBalancerRecord balancer) => new(
        context.State.With(balancer),
        xml => xml.List(
            "Instances", "member", balancer.InstancesIn(context.State), LoadBalancerActions.WriteInstance));
}
