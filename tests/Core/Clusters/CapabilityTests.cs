using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.ExceptionServices;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

[Collection(Listening.Name)]
public class CapabilityTests
{
    public static TheoryData<string> Capabilities => [.. AllCapabilities().Select(static capability => capability.FullName!)];

    [Fact]
    public void Every_Scalewright_interface_of_a_provider_is_IProvider_or_a_capability()
    {
        (Type Provider, Type Interface)[] declared =
        [
            .. OurTypes()
                .Where(static type =>
                    type is { IsClass: true, IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(IProvider))
                )
                .SelectMany(static provider => provider.GetInterfaces().Select(type => (provider, type)))
                .Where(static pair => pair.type.Namespace!.StartsWith("Scalewright", StringComparison.Ordinal) && !pair.type.IsGenericType),
        ];

        declared.Select(static pair => pair.Provider).Distinct().Count().ShouldBe(13);
        declared
            .Where(static pair => pair.Interface != typeof(IProvider) && !IsCapability(pair.Interface))
            .Select(static pair => $"{pair.Provider.Name} {pair.Interface.Name}")
            .ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Capabilities))]
    public async Task A_capability_is_found_through_a_cluster_and_every_call_reaches_the_provider_once(string name)
    {
        Type type = TypeOf(name);
        (LiveCluster cluster, CapabilityProxy proxy) = await OpenAsync(type);
        await using LiveCluster open = cluster;
        object found = Find(cluster.Provider, type).ShouldNotBeNull();

        // The cluster used some capabilities when it was opened.
        proxy.Calls.Clear();
        foreach (MethodInfo method in MethodsOf(type))
        {
            object?[] arguments = [.. method.GetParameters().Select(static parameter => ValueOf(parameter.ParameterType))];
            await AnswerOfAsync(method.Invoke(found, arguments));

            (MethodInfo called, object?[] with) = proxy.Calls.ShouldHaveSingleItem();
            called.ShouldBe(method);
            with.ShouldBe(arguments);
            proxy.Calls.Clear();
        }

        found.ShouldNotBeSameAs(proxy);
    }

    [Theory, MemberData(nameof(Capabilities))]
    public async Task A_contract_violation_of_a_capability_is_reported_as_an_error_of_the_provider(string name)
    {
        Type type = TypeOf(name);
        (LiveCluster cluster, CapabilityProxy proxy) = await OpenAsync(type);
        await using LiveCluster open = cluster;
        object found = Find(cluster.Provider, type).ShouldNotBeNull();

        foreach (MethodInfo method in MethodsOf(type))
        {
            proxy.Answer = static _ => throw new InvalidDataException("torn");
            string call = method.IsSpecialName ? method.Name["get_".Length..] : method.Name;
            ProviderException thrown = await FailureOfAsync(found, method);
            thrown.Message.ShouldContain($"{call}: it threw InvalidDataException: torn");
            if (method.ReturnType != typeof(void) && !method.ReturnType.IsValueType)
            {
                proxy.Answer = static _ => null;
                (await FailureOfAsync(found, method)).Message.ShouldContain($"{call}: it ");
            }
        }

        proxy.Answer = null;
    }

    [Theory, MemberData(nameof(Capabilities))]
    public async Task Asynchronous_calls_of_a_capability_are_measured(string name)
    {
        Type type = TypeOf(name);
        (LiveCluster cluster, _) = await OpenAsync(type);
        await using LiveCluster open = cluster;
        object found = Find(cluster.Provider, type).ShouldNotBeNull();
        List<string> measured = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, hearing) =>
        {
            if (instrument.Name == "scalewright.provider.call.duration")
            {
                hearing.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                Dictionary<string, string> words = tags.ToArray()
                    .ToDictionary(static tag => tag.Key, static tag => $"{tag.Value}", StringComparer.Ordinal);
                if (words["scalewright.provider"] == cluster.Provider.Name)
                {
                    measured.Add($"{words["scalewright.call"]} {words["scalewright.result"]}");
                }
            }
        );
        listener.Start();

        MethodInfo[] waiting = [.. MethodsOf(type).Where(static method => method.ReturnType.IsAssignableTo(typeof(Task)))];
        foreach (MethodInfo method in waiting)
        {
            await AnswerOfAsync(
                method.Invoke(found, [.. method.GetParameters().Select(static parameter => ValueOf(parameter.ParameterType))])
            );
        }

        measured.ShouldBe(waiting.Select(static method => $"{WordOf(method)} done"));
    }

    [Fact]
    public async Task A_capability_that_a_provider_does_not_have_is_not_found()
    {
        (LiveCluster cluster, _) = await OpenAsync(typeof(INodePausing));
        await using LiveCluster open = cluster;

        cluster.Provider.Find<INodePausing>().ShouldNotBeNull();
        cluster.Provider.Find<INodeFaultInjection>().ShouldBeNull();
    }

    private static string WordOf(MethodInfo method) =>
        string.Concat(
                method
                    .Name[..^"Async".Length]
                    .Select(static (letter, index) => index > 0 && char.IsAsciiLetterUpper(letter) ? $"-{letter}" : $"{letter}")
            )
            .ToLowerInvariant();

    private static async Task<(LiveCluster Cluster, CapabilityProxy Proxy)> OpenAsync(Type capability)
    {
        CapabilityProxy proxy = CapabilityProxy.Of(capability);
        IProvider provider = new CapableProvider(proxy, $"capable-{capability.Name}-{Guid.NewGuid():N}");
        LiveCluster cluster = await LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(provider).ProvisionAsync();
        proxy.Calls.Clear();
        return (cluster, proxy);
    }

    private static object? Find(IProvider provider, Type capability) =>
        typeof(IProvider).GetMethod(nameof(IProvider.Find))!.MakeGenericMethod(capability).Invoke(provider, null);

    private static async Task<ProviderException> FailureOfAsync(object found, MethodInfo method)
    {
        object?[] arguments = [.. method.GetParameters().Select(static parameter => ValueOf(parameter.ParameterType))];
        return await Should.ThrowAsync<ProviderException>(async () =>
        {
            try
            {
                await AnswerOfAsync(method.Invoke(found, arguments));
            }
            catch (TargetInvocationException thrown) when (thrown.InnerException is { } inner)
            {
                ExceptionDispatchInfo.Capture(inner).Throw();
                throw;
            }
        });
    }

    private static async Task AnswerOfAsync(object? answer)
    {
        if (answer is Task task)
        {
            await task;
        }
    }

    private static object? ValueOf(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static MethodInfo[] MethodsOf(Type capability) => capability.GetMethods(BindingFlags.Instance | BindingFlags.Public);

    private static bool IsCapability(Type type) =>
        type.IsInterface
        && type.GetInterfaces()
            .Any(marker =>
                marker.IsGenericType
                && marker.GetGenericTypeDefinition() == typeof(IProviderCapability<>)
                && marker.GenericTypeArguments[0] == type
            );

    private static Type TypeOf(string name) => AllCapabilities().Single(type => type.FullName == name);

    private static IEnumerable<Type> AllCapabilities() => OurTypes().Where(static type => type.IsPublic && IsCapability(type));

    private static IEnumerable<Type> OurTypes() =>
        Directory
            .EnumerateFiles(AppContext.BaseDirectory, "Scalewright.*.dll")
            .Where(static file => !file.Contains("Generators", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(static file => Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetTypes());
}
