using Xunit.Abstractions;

namespace Tests.Shared;

/// <summary>A test of the stand-in and, in a class with <see cref="ApiServerAttribute"/>, of a real API server.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Shared.ClusterFactDiscoverer", "Tests.Kit")]
public sealed class ClusterFactAttribute : FactAttribute;

/// <inheritdoc cref="ClusterFactAttribute"/>
/// <param name="needs">Requirements besides the .NET SDK, by the names of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Shared.ClusterTheoryDiscoverer", "Tests.Kit")]
public sealed class ClusterTheoryAttribute(params string[] needs) : TheoryAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? Skip
    {
        get => base.Skip ?? MachineNeeds.FindMissing(needs);
        set => base.Skip = value;
    }
}

/// <summary>The tests of the class run on the API server of <see cref="KubernetesApiServer"/>, and are skipped without it.</summary>
[AttributeUsage(AttributeTargets.Class)]
[TraitDiscoverer("Tests.Shared.MachineTraitDiscoverer", "Tests.Kit")]
public sealed class ApiServerAttribute : Attribute, ITraitAttribute
{
    /// <returns>Null if the tests of the class can run.</returns>
    public static IXunitTestCase? FindSkipped(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method) =>
        method.TestClass.Class.GetCustomAttributes(typeof(ApiServerAttribute)).Any() && KubernetesApiServer.MissingReason is { } reason
            ? new XunitSkippedDataRowTestCase(
                sink,
                options.MethodDisplayOrDefault(),
                options.MethodDisplayOptionsOrDefault(),
                method,
                reason
            )
            : null;
}

/// <summary>Found by xunit by its name.</summary>
public sealed class ClusterFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) =>
        ApiServerAttribute.FindSkipped(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped
            ? [skipped]
            : base.Discover(discoveryOptions, testMethod, factAttribute);
}

/// <summary>Found by xunit by its name.</summary>
public sealed class ClusterTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo theoryAttribute
    ) =>
        ApiServerAttribute.FindSkipped(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped
            ? [skipped]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
