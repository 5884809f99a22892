using System.Reflection;
using Scalewright.Providers.Simulation;
using Scalewright.Testing.Facts;
using Scalewright.Testing.Seeds;
using Xunit;
using Xunit.v3;

namespace Scalewright.Testing.Running;

/// <summary>Calls an instance as xunit does, and is its test output.</summary>
internal sealed class XunitInstance(SimulationFact fact, SimulationProvider provider, object?[] arguments, IXunitTest test)
    : SeedTestInstance(fact, provider, arguments),
        ITestOutputHelper
{
    string ITestOutputHelper.Output => Output.ToString();

    protected override Type OutputType => typeof(ITestOutputHelper);

    public void Write(string message) => Output.Append(message);

    public void Write(string format, params object[] args) => Output.AppendFormat(CultureInfo.InvariantCulture, format, args);

    public void WriteLine(string message) => Output.Append(message).Append('\n');

    public void WriteLine(string format, params object[] args)
    {
        Write(format, args);
        Output.Append('\n');
    }

    protected override Task InitializeAsync() => (Instance as IAsyncLifetime)?.InitializeAsync().AsTask() ?? Task.CompletedTask;

    protected override IEnumerable<(Action Before, Action After)> GetSurroundingActions(Attribute attribute, MethodInfo method) =>
        attribute is IBeforeAfterTestAttribute actions ? [(() => actions.Before(method, test), () => actions.After(method, test))] : [];

    protected override async Task DisposeAsync()
    {
        if (Instance is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (Instance as IDisposable)?.Dispose();
        }
    }
}
