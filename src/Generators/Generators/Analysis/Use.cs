using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>What a piece of code does that is not a function of its arguments.</summary>
/// <param name="Rule">The rule that a plugin breaks by it.</param>
/// <param name="Name">What is used, in words of the source.</param>
/// <param name="Member">The member that is used; null for a statement.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record Use(DiagnosticDescriptor Rule, string Name, ISymbol? Member, Location Place)
{
    /// <summary>The kinds of operation that <see cref="Of"/> understands.</summary>
    public static readonly OperationKind[] Kinds =
    [
        OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.PropertyReference, OperationKind.FieldReference,
        OperationKind.MethodReference, OperationKind.EventReference, OperationKind.Await, OperationKind.Lock, OperationKind.Loop, OperationKind.Using,
    ];

    /// <summary>The use that one operation is; null when it is pure by itself.</summary>
    public static Use? Of(IOperation operation)
    {
        Location place = operation.Syntax.GetLocation();
        switch (operation)
        {
            case IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true }:
                return new Use(Rules.PluginThread, "await", null, place);
            case ILockOperation:
                return new Use(Rules.PluginWait, "lock", null, operation.Syntax.GetFirstToken().GetLocation());
        }

        return MemberOf(operation) is { ContainingType: { } type } member && Impurities.RuleFor(member.OriginalDefinition, type.OriginalDefinition) is { } rule
            ? new Use(rule, NameOf(member), member.OriginalDefinition, place)
            : null;
    }

    /// <summary>The member that an operation uses; null for other operations.</summary>
    public static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMemberReferenceOperation reference => reference.Member,
        _ => null,
    };

    /// <summary>A member as one would call it: <c>File.ReadAllText</c>, <c>new Timer</c>.</summary>
    public static string NameOf(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => $"new {member.ContainingType.Name}",
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } => member.Name,
        _ => $"{member.ContainingType.Name}.{member.Name}",
    };
}
