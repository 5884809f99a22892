using System.Reflection;
using Scalewright.Providers.Simulation;
using Scalewright.Testing.Facts;
using Scalewright.Testing.Seeds;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scalewright.Testing.Running;

/// <summary>Calls an instance as xunit does, and is its test output.</summary>
internal sealed class XunitInstance(SimulationFact fact, SimulationProvider provider, object?[] arguments)
    : SeedTestInstance(fact, provider, arguments),
        ITestOutputHelper
{
    protected override Type OutputType => typeof(ITestOutputHelper);

    public void WriteLine(string message) => Output.Append(message).Append('\n');

    public void WriteLine(string format, params object[] args) => WriteLine(string.Format(CultureInfo.InvariantCulture, format, args));

    protected override Task InitializeAsync() => (Instance as IAsyncLifetime)?.InitializeAsync() ?? Task.CompletedTask;

    protected override IEnumerable<(Action Before, Action After)> GetSurroundingActions(Attribute attribute, MethodInfo method) =>
        attribute is BeforeAfterTestAttribute actions ? [(() => actions.Before(method), () => actions.After(method))] : [];

    protected override async Task DisposeAsync()
    {
        try
        {
            if (Instance is IAsyncLifetime lifetime)
            {
                await lifetime.DisposeAsync();
            }

            if (Instance is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
        finally
        {
            (Instance as IDisposable)?.Dispose();
        }
    }
}
