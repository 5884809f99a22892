using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.LoadBalancers;

/// <summary>Finds classic load balancers, and the instances that their requests name.</summary>
internal static class LoadBalancerLookup
{
    /// <summary>The parameter with the name of a load balancer.</summary>
    public const string NameParameter = "LoadBalancerName";

    private const string InstanceList = "Instances.member";

    /// <summary>Finds a load balancer.</summary>
    /// <exception cref="QueryFaultException">There is none of this name.</exception>
    public static LoadBalancerRecord ByName(AccountState state, string name) =>
        state.LoadBalancers.TryGetValue(name, out LoadBalancerRecord? balancer)
            ? balancer
            : throw new QueryFaultException(new WireFault(
                400, "LoadBalancerNotFound", $"There is no ACTIVE Load Balancer named '{Printable.Escape(name)}'"));

    /// <summary>Reads a request with a load balancer and instances.</summary>
    /// <param name="context">The action.</param>
    /// <param name="isOptional">Whether the instances may be left out.</param>
    /// <exception cref="QueryFaultException">There is no such load balancer or instance.</exception>
    public static (LoadBalancerRecord Balancer, InstanceRecord[] Instances) Read(
        ActionContext context, bool isOptional = false)
    {
        QueryReader read = context.Read;
        string name = read.Required(NameParameter);
        string[] ids = [.. read.Structures(InstanceList).Select(one => read.Required(one + "InstanceId"))];
        if (ids.Length == 0 && !isOptional)
        {
            read.Refuse("Value null at 'instances' failed to satisfy constraint: Member must not be null");
        }

        read.Finish();
        LoadBalancerRecord balancer = ByName(context.State, name);
        return (
            balancer,
            [.. ids.Distinct(StringComparer.Ordinal).Select(id => context.State.AnyInstance(id) ?? throw Unknown(id))]);
    }

    // Elastic Load Balancing API reference (2012-06-01), RegisterInstancesWithLoadBalancer: code InvalidInstance.
    private static QueryFaultException Unknown(string id) =>
        new(new WireFault(400, "InvalidInstance", $"Could not find EC2 instance {Printable.Escape(id)}."));
}
