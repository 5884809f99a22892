using Scalewright.Agents.Services;

namespace Testing.Host.Cases;

/// <summary>What answers on a node of <see cref="AnyPlace"/>.</summary>
internal sealed class Clerk(ServiceContext context) : IClerk
{
    // As Python's logging has it.
    private const int Information = 20;

    public static ServiceSet Services { get; } = ServiceSet.Empty.Add<IClerk>(context => new Clerk(context));

    public Task<string> GreetAsync(string name, CancellationToken cancellationToken)
    {
        context.Log.Write(Information, "clerk", $"{name} asks");
        return Task.FromResult($"hello {name}, here is {context.Node}");
    }
}
