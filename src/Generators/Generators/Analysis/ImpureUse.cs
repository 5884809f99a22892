using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>Use of something that is not a function of its arguments.</summary>
/// <param name="Rule">Rule that a plugin violates by this use.</param>
/// <param name="Name">Name of the used code, as in the source.</param>
/// <param name="NewMember">Member that is used. Null for a statement.</param>
internal sealed record ImpureUse(DiagnosticDescriptor Rule, string Name, ISymbol? NewMember, Location Location)
{
    public static readonly OperationKind[] Kinds =
    [
        OperationKind.Invocation,
        OperationKind.ObjectCreation,
        OperationKind.PropertyReference,
        OperationKind.FieldReference,
        OperationKind.MethodReference,
        OperationKind.EventReference,
        OperationKind.Await,
        OperationKind.Lock,
        OperationKind.Loop,
        OperationKind.Using,
    ];

    public static ImpureUse? From(IOperation operation)
    {
        Location location = operation.Syntax.GetLocation();
        switch (operation)
        {
            case IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true }:
                return new ImpureUse(Rules.PluginThread, "await", null, location);
            case ILockOperation:
                return new ImpureUse(Rules.PluginWait, "lock", null, operation.Syntax.GetFirstToken().GetLocation());
        }

        return
            GetMember(operation) is { ContainingType: { } type } member
            && Impurities.RuleFor(member.OriginalDefinition, type.OriginalDefinition) is { } rule
            ? new ImpureUse(rule, Format(member), member.OriginalDefinition, location)
            : null;
    }

    public static ISymbol? GetMember(IOperation operation) =>
        operation switch
        {
            IInvocationOperation invocation => invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            IMemberReferenceOperation reference => reference.Member,
            _ => null,
        };

    /// <summary>Returns a member as in a call: <c>File.ReadAllText</c>, <c>new Timer</c>.</summary>
    public static string Format(ISymbol member) =>
        member switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } => $"new {member.ContainingType.Name}",
            IMethodSymbol { MethodKind: MethodKind.LocalFunction } => member.Name,
            _ => $"{member.ContainingType.Name}.{member.Name}",
        };
}
