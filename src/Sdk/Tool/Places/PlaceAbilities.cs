using Scalewright.Providers;

namespace Scalewright.Tool.Places;

/// <summary>Optional capabilities: the interfaces that a provider implements.</summary>
internal static class PlaceAbilities
{
    private static readonly (Type Ability, string Word)[] Words =
    [
        (typeof(IPausesNodes), "pauses nodes"),
        (typeof(IHarmsNodes), "harms nodes on purpose"),
        (typeof(IKnowsAddresses), "knows addresses"),
        (typeof(IFindsSlots), "finds slots"),
        (typeof(IExtendsLease), "extends leases"),
        (typeof(IHasDisk), "has a disk of its own"),
        (typeof(INodeAdvancement), "advances nodes until they are ready"),
    ];

    public static ValueList<string> Of<TProvider>()
        where TProvider : IProvider =>
        Words.Where(entry => entry.Ability.IsAssignableFrom(typeof(TProvider))).Select(entry => entry.Word).ToValueList();
}
