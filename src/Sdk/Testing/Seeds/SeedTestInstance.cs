using System.Reflection;
using Scalewright.Providers.Simulation;
using Scalewright.Testing.Facts;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scalewright.Testing.Seeds;

/// <summary>Instance of the test class for one seed. It survives when a fault kills the test.</summary>
internal sealed class SeedTestInstance : IDisposable
{
    private readonly SimulationFact _fact;
    private readonly SimulationProvider _provider;
    private readonly object? _instance;
    private readonly Stack<BeforeAfterTestAttribute> _around = new();

    private SeedTestInstance(SimulationFact fact, SimulationProvider provider, object?[] arguments)
    {
        (_fact, _provider) = (fact, provider);
        _instance = fact.Method.IsStatic ? null : Make(fact.Class.GetConstructors()[0], arguments);
    }

    public SeedOutput Output { get; } = new();

    /// <summary>Creates and initializes the instance outside the simulation, as xunit does.</summary>
    /// <param name="arguments">Arguments of the constructor; a test output is replaced by the seed's own.</param>
    public static SeedTestInstance Start(SimulationFact fact, SimulationProvider provider, object?[] arguments)
    {
        SeedTestInstance scene = new(fact, provider, arguments);
        try
        {
            scene.Prepare();
            return scene;
        }
        catch
        {
            scene.Dispose();
            throw;
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        FactMethod.CallAsync(_fact.Method, _instance, _provider, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        _fact.Check is { } check
            ? FactMethod.CallAsync(check, _instance, _provider, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Ends everything that was started, even if parts throw.</summary>
    public void Dispose()
    {
        try
        {
            while (_around.TryPop(out BeforeAfterTestAttribute? attribute))
            {
                attribute.After(_fact.Method);
            }
        }
        finally
        {
            DisposeInstance();
        }
    }

    private object Make(ConstructorInfo constructor, object?[] arguments) => constructor.Invoke(
        BindingFlags.DoNotWrapExceptions,
        null,
        [.. constructor.GetParameters()
            .Zip(arguments,
                (parameter, argument) => parameter.ParameterType == typeof(ITestOutputHelper) ? Output : argument)],
        null);

    private void Prepare()
    {
        (_instance as IAsyncLifetime)?.InitializeAsync().GetAwaiter().GetResult();

        // Fetched again for each seed, so that concurrent seeds do not share an attribute's fields.
        foreach (BeforeAfterTestAttribute attribute in _fact.Class.GetCustomAttributes<BeforeAfterTestAttribute>()
            .Concat(_fact.Method.GetCustomAttributes<BeforeAfterTestAttribute>()))
        {
            attribute.Before(_fact.Method);
            _around.Push(attribute);
        }
    }

    private void DisposeInstance()
    {
        try
        {
            (_instance as IAsyncLifetime)?.DisposeAsync().GetAwaiter().GetResult();
            (_instance as IAsyncDisposable)?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            (_instance as IDisposable)?.Dispose();
        }
    }
}

/// <summary>Collects the output of one seed; the report shows only the output of the failing seed.</summary>
internal sealed class SeedOutput : ITestOutputHelper
{
    private readonly StringBuilder _text = new();

    public void WriteLine(string message) => _text.Append(message).Append('\n');

    public void WriteLine(string format, params object[] args) =>
        WriteLine(string.Format(CultureInfo.InvariantCulture, format, args));

    public override string ToString() => _text.ToString();
}
