//! Streams made by the encoders of the same crates, whole, cut, lengthened, changed, and as bombs.

use super::*;
pub(crate) use crate::make::compress;

const ALL: [Compression; 7] = [
    Compression::Gzip,
    Compression::Xz,
    Compression::Lzma,
    Compression::Zstd,
    Compression::Bzip2,
    Compression::Lz4,
    Compression::Lz4Legacy,
];

fn text(len: usize) -> Vec<u8> {
    // Compressible, and without a period that would hide a wrong offset.
    (0..len).map(|i| (i.wrapping_mul(i) >> 7) as u8 & 0x1f).collect()
}

fn open(compression: Compression, input: &[u8], streams: Streams) -> Result<Vec<u8>, Error> {
    decompress(compression, input, streams, &Limits::default())
}

#[test]
fn every_compression_is_recognised_and_gives_back_its_content() {
    let content = text(300_000);
    for compression in ALL {
        let packed = compress(compression, &content);
        assert_eq!(Compression::of(&packed), Some(compression));
        assert_eq!(open(compression, &packed, Streams::All).unwrap(), content, "{compression:?}");
    }
}

#[test]
fn streams_in_a_row_are_one_content() {
    let (first, second) = (text(1000), text(2000));
    for compression in ALL {
        let mut packed = compress(compression, &first);
        packed.extend(compress(compression, &second));
        let both = [first.as_slice(), &second].concat();
        let only = open(compression, &packed, Streams::First).unwrap();
        assert_eq!(only, first, "{compression:?}: the first stream alone");
        assert_eq!(open(compression, &packed, Streams::All).unwrap(), both, "{compression:?}");
    }
}

#[test]
fn a_truncated_stream_is_an_error_at_every_length() {
    let content = text(3000);
    for compression in ALL {
        let packed = compress(compression, &content);
        for len in 0..packed.len() {
            match open(compression, &packed[..len], Streams::All) {
                Err(_) => {}
                // A legacy frame has no end mark: cut between blocks, it is complete.
                Ok(got) => assert!(
                    got.is_empty()
                        && (len == 0 || compression == Compression::Lz4Legacy && len <= 8),
                    "{compression:?} cut at {len} gives {} bytes",
                    got.len()
                ),
            }
        }
    }
}

#[test]
fn bytes_behind_the_stream_are_an_error_unless_it_is_embedded() {
    let content = text(500);
    for compression in ALL {
        let mut packed = compress(compression, &content);
        packed.extend(b"not a stream at all");
        assert_eq!(open(compression, &packed, Streams::First).unwrap(), content, "{compression:?}");
        let all = open(compression, &packed, Streams::All);
        match compression {
            Compression::Gzip => assert_eq!(all.unwrap(), content, "gzip(1) ignores them"),
            _ => assert!(all.is_err(), "{compression:?}"),
        }
    }
}

#[test]
fn a_changed_byte_never_gives_other_content_where_the_format_has_a_checksum() {
    let content = text(3000);
    for compression in [Compression::Gzip, Compression::Xz, Compression::Zstd, Compression::Bzip2] {
        let packed = compress(compression, &content);
        for at in 0..packed.len() {
            let mut lying = packed.clone();
            lying[at] ^= 0x55;
            if let Ok(got) = open(compression, &lying, Streams::All) {
                // Header bytes that mean nothing here (a time stamp, an operating system).
                assert!(got == content || got.is_empty(), "{compression:?}: byte {at}");
            }
        }
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let bomb = vec![0; 8 << 20];
    for compression in ALL {
        let packed = compress(compression, &bomb);
        let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
        let error = decompress(compression, &packed, Streams::All, &limits).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::OverLimit { limit: 1_048_576, .. }),
            "{compression:?}: {error}"
        );
        assert!(error.hint().unwrap().contains("--max-decompressed"));
    }
}

#[test]
fn a_bomb_stops_at_the_ratio() {
    let packed = compress(Compression::Xz, &vec![0; 80 << 20]);
    let limits = Limits { ratio: 10, ..Limits::default() };
    let error = decompress(Compression::Xz, &packed, Streams::All, &limits).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OverRatio { limit: 10, .. }), "{error}");
}

#[test]
fn a_legacy_frame_of_a_kernel_ends_with_its_length() {
    let content = text(9 << 20);
    let mut packed = compress(Compression::Lz4Legacy, &content);
    packed.extend((content.len() as u32).to_le_bytes());
    assert_eq!(open(Compression::Lz4Legacy, &packed, Streams::First).unwrap(), content);
}

#[test]
fn a_skippable_zstd_frame_carries_nothing() {
    let content = text(500);
    let mut packed = vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    packed.extend(compress(Compression::Zstd, &content));
    assert_eq!(Compression::of(&packed), Some(Compression::Zstd));
    assert_eq!(open(Compression::Zstd, &packed, Streams::All).unwrap(), content);
    assert!(
        open(Compression::Zstd, &packed[..10], Streams::All).is_err(),
        "cut in the skipped part"
    );
}

/// A zstd frame of a window of 128 MiB and no size, with `n_blocks` of 128 KiB of zeros, of which none is the last.
fn zstd_without_end(n_blocks: usize) -> Vec<u8> {
    let block = [0x02, 0x00, 0x10, 0];
    [&[0x28, 0xb5, 0x2f, 0xfd, 0, 17 << 3][..], &block.repeat(n_blocks)].concat()
}

#[test]
fn what_a_zstd_window_holds_back_counts_before_it_comes_out() {
    // All 64 MiB fit into the window: without a count of their own, the end of the input would come first.
    let frame = zstd_without_end(512);
    let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
    let error = decompress(Compression::Zstd, &frame, Streams::All, &limits).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OverLimit { limit: 1_048_576, .. }), "{error}");
    let error = open(Compression::Zstd, &frame, Streams::All).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated { .. }), "{error}");
    // An archive may be long, and what is held back of it may not.
    let seen = Cell::new(0);
    let error = archive(Compression::Zstd, &frame, &limits, &seen).read(&mut [0]).unwrap_err();
    let error = fault(error, "zstd stream");
    assert!(matches!(error.kind(), ErrorKind::OverLimit { .. }), "{error}");
}

#[test]
fn a_zstd_frame_that_lies_about_its_length_is_an_error() {
    // One segment, a length of one byte; a last block, stored, of four.
    let frame = |len: u8| [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, len, 0x21, 0, 0][..], b"four"].concat();
    assert_eq!(open(Compression::Zstd, &frame(4), Streams::All).unwrap(), b"four");
    for len in [5, 255] {
        let error = open(Compression::Zstd, &frame(len), Streams::All).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Corrupt { .. }), "{error}");
    }
}

#[test]
fn an_archive_ends_at_sixteen_times_the_limit() {
    let packed = compress(Compression::Xz, &vec![0; 17 << 16]);
    let (seen, mut content) = (Cell::new(0), Vec::new());
    let limits = Limits { decompressed: 1 << 16, ..Limits::default() };
    let error = archive(Compression::Xz, &packed, &limits, &seen).read_to_end(&mut content);
    assert_eq!(content.len(), 16 << 16);
    let error = fault(error.unwrap_err(), "xz stream");
    assert!(matches!(error.kind(), ErrorKind::OverLimit { limit: 1_048_576, .. }), "{error}");
}
