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

    protected override IEnumerable<(Action Before, Action After)> Around(Attribute attribute, MethodInfo method) =>
        attribute is BeforeAfterTestAttribute around ? [(() => around.Before(method), () => around.After(method))] : [];

    protected override async Task DisposeAsync()
    {
        try
        {
            await ((Instance as IAsyncLifetime)?.DisposeAsync() ?? Task.CompletedTask);
            await ((Instance as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            (Instance as IDisposable)?.Dispose();
        }
    }
}
