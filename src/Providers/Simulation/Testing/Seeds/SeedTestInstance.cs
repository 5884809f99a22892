using System.Reflection;
using Scalewright.Providers.Simulation;
using Scalewright.Testing.Facts;

namespace Scalewright.Testing.Seeds;

/// <summary>
/// Instance of the test class for one seed. It survives when a fault kills the test. A subclass calls it as its test
/// framework does.
/// </summary>
/// <param name="arguments">Arguments of the constructor; a test output is replaced by the seed's own.</param>
internal abstract class SeedTestInstance(SimulationFact fact, SimulationProvider provider, object?[] arguments) : IDisposable
{
    private readonly Stack<Action> _after = new();

    /// <summary>Output of the seed; the report shows only the output of the failing seed.</summary>
    public StringBuilder Output { get; } = new();

    protected object? Instance { get; private set; }

    /// <summary>Interface of the test output, which the subclass implements.</summary>
    protected abstract Type OutputType { get; }

    /// <summary>Creates and initializes the instance outside the simulation, as the test framework does.</summary>
    [RequiresUnreferencedCode("The constructor of the test class is called.")]
    public void Start()
    {
        Instance = fact.Method.IsStatic ? null : Make(fact.Class.GetConstructors()[0]);
        try
        {
            InitializeAsync().GetAwaiter().GetResult();

            // Fetched again for each seed, so that concurrent seeds do not share an attribute's fields.
            foreach (
                (Action before, Action after) in fact
                    .Class.GetCustomAttributes()
                    .Concat(fact.Method.GetCustomAttributes())
                    .SelectMany(attribute => GetSurroundingActions(attribute, fact.Method))
            )
            {
                before();
                _after.Push(after);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) => FactMethod.CallAsync(fact.Method, Instance, provider, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        fact.Check is { } check ? FactMethod.CallAsync(check, Instance, provider, cancellationToken) : Task.CompletedTask;

    /// <summary>Ends everything that was started, even if parts throw.</summary>
    public void Dispose()
    {
        try
        {
            while (_after.TryPop(out Action? after))
            {
                after();
            }
        }
        finally
        {
            DisposeAsync().GetAwaiter().GetResult();
        }
    }

    protected abstract Task InitializeAsync();

    /// <summary>Returns what runs before and after the test if an attribute declares it.</summary>
    protected abstract IEnumerable<(Action Before, Action After)> GetSurroundingActions(Attribute attribute, MethodInfo method);

    protected abstract Task DisposeAsync();

    private object Make(ConstructorInfo constructor) =>
        constructor.Invoke(
            BindingFlags.DoNotWrapExceptions,
            null,
            [
                .. constructor
                    .GetParameters()
                    .Zip(arguments, (parameter, argument) => parameter.ParameterType == OutputType ? this : argument),
            ],
            null
        );
}
