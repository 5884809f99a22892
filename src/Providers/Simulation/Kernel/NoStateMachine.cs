using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Stands for a method that ended without ever waiting.</summary>
internal struct NoStateMachine : IAsyncStateMachine
{
    public readonly void MoveNext() => throw new UnreachableException("a method that has ended does not go on");

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }
}
