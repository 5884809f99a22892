using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Agents.Services;

/// <summary>One service of a set.</summary>
internal sealed class ServiceEntry<T>(AgentContract<T> contract, Func<ServiceContext, T> make) : ServiceEntry
    where T : class, IAgentService<T>
{
    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever has the handler disposes of it.")]
    public override ServiceHandler Start(ServiceContext context)
    {
        ServiceInstance<T> service = new(() => make(context));
        return new ServiceHandler
        {
            Name = contract.Name,
            Digest = contract.Digest,
            DescribeError = contract.DescribeError,
            Methods = contract.Methods.Select(method => KeyValuePair.Create(method.Name, Handle(method, service))).ToValueMap(),
            DisposeAsync = () => IsShared ? ValueTask.CompletedTask : service.DisposeAsync(),
        };
    }

    private static MethodHandler Handle(AgentMethod<T> method, ServiceInstance<T> service) =>
        new(invocation => method.InvokeAsync(service.Value, invocation), method.TakesItems, method.GivesItems);
}
